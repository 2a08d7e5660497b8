"""Turn a TOML file into a checked, frozen configuration of a training run, and say what each key means."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from jiufang.errors import BadInput, NotFound

Kind = Literal["bi-encoder", "cross-encoder"]
Loss = Literal["contrastive", "cosent", "squared", "binary", "ranknet", "margin"]
MethodKind = Literal["full", "lora", "adalora", "prefix", "adapter"]
Figure = Literal["auto", "mse", "auc", "pairwise"]

EMBEDDED = "embedded"
LOSSES: Mapping[Kind, tuple[Loss, ...]] = {
    "bi-encoder": ("contrastive", "cosent", "squared"),
    "cross-encoder": ("squared", "binary", "ranknet", "margin"),
}
# Thin parts that begin at nothing bear, and need, larger steps than weights that know much already.
RATES: Mapping[MethodKind, float] = {"full": 2e-5, "lora": 5e-4, "adalora": 1e-3, "prefix": 5e-3, "adapter": 5e-4}


class Table(BaseModel):
    """A table of the file: frozen, without keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Data(Table):
    """What to learn from."""

    folder: Path = Field(description="folder of a data set (`jiufang history import` makes one); seen from the file's own folder")


class Base(Table):
    """The pretrained model that training starts from."""

    model: str = Field(EMBEDDED, description="`embedded` (the encoder that `jiufang models fetch encoder` brings), a folder, or a hub name")
    layers: int | None = Field(None, ge=1, description="use only the first so many layers; all when left out")
    max_tokens: int = Field(256, ge=8, description="what goes beyond is cut: of a text, or from the longer text of a pair")
    pooling: Literal["auto", "mean", "first", "last"] = Field(
        "auto", description="how token vectors become one: `auto` is `last` for causal models and `mean` for others"
    )
    query_prefix: str | None = Field(None, description="put before an ad; `query: ` for the embedded encoder, else nothing")
    passage_prefix: str | None = Field(None, description="put before a résumé; `passage: ` for the embedded encoder, else nothing")


class Model(Table):
    """What is trained: how f(r, p) reads a pair and what it is punished for."""

    kind: Kind = Field("bi-encoder", description="`bi-encoder` reads résumé and ad apart (fast), `cross-encoder` both together (closer)")
    loss: Loss = Field(
        "contrastive",
        description="bi-encoder: `contrastive`, `cosent`, `squared`; cross-encoder: `squared` (Σ(f−y)²), `binary`, `ranknet`, `margin`",
    )
    temperature: float = Field(0.05, gt=0, description="of the similarities in `contrastive` and `cosent`")
    positive_from: float = Field(0.5, gt=0, le=1, description="a label from here on is a match in `contrastive`")
    both_ways: bool = Field(True, description="`contrastive` also asks for the right ad among those of the batch")
    rejected: int = Field(1, ge=0, description="résumés that the same job turned down, drawn beside each match in `contrastive`")
    mined: int = Field(0, ge=0, description="résumés of others that the model itself finds close, drawn beside each match in `contrastive`")
    mine_every: int = Field(1, ge=1, description="epochs after which they are looked for again")
    mined_below: float = Field(
        0.95, gt=0, le=1, description="share of the match's own similarity above which a found one may be a match too"
    )
    margin: float = Field(0.2, gt=0, description="by which `margin` wants the better of two to lead, in units of f")
    dropout: float = Field(0.1, ge=0, lt=1, description="share of the activations that are left out while training")


class Method(Table):
    """Which weights learn."""

    kind: MethodKind = Field("lora", description="`full`, `lora`, `adalora`, `prefix` or `adapter`")
    rank: int = Field(8, ge=1, description="of the differences (`lora`); mean rank that is left at the end (`adalora`)")
    alpha: float = Field(16, gt=0, description="differences count alpha/rank (`lora`, `adalora`)")
    targets: tuple[str, ...] = Field((), description="names of the matrices that get a difference; all linear ones when empty")
    start_rank: int = Field(12, ge=1, description="rank before the budget shrinks (`adalora`)")
    budget_from: float = Field(0.1, ge=0, lt=1, description="share of the steps after which the rank budget begins to shrink (`adalora`)")
    budget_until: float = Field(0.7, gt=0, le=1, description="share of the steps after which it stays (`adalora`)")
    budget_every: int = Field(1, ge=1, description="steps between two looks at what deserves rank (`adalora`)")
    orthogonal: float = Field(0.5, ge=0, description="weight of the demand that directions stand apart (`adalora`)")
    tokens: int = Field(16, ge=1, description="learnt positions before each layer's own (`prefix`)")
    width: int = Field(48, ge=1, description="of the bottleneck (`adapter`)")
    placement: Literal["houlsby", "pfeiffer"] = Field("houlsby", description="after attention and feed-forward, or after the latter alone")
    words: bool = Field(False, description="the table of words and places learns too (`full`); it is most of a multilingual model")

    @model_validator(mode="after")
    def _in_order(self) -> Method:
        if self.budget_until <= self.budget_from:
            raise ValueError("budget_until lies after budget_from")
        if self.kind == "adalora" and self.start_rank <= self.rank:
            raise ValueError("start_rank lies above rank")
        return self


class Training(Table):
    """How long, how fast, on what."""

    epochs: int = Field(3, ge=1, description="rounds over the pairs")
    steps: int | None = Field(None, ge=1, description="end after so many steps, if epochs have not ended it")
    batch: int = Field(32, ge=1, description="pairs a step, over all workers and pieces; matches a step in `contrastive`")
    piece: int = Field(16, ge=1, description="texts or pairs read at once; a smaller piece needs less memory and changes nothing else")
    rate: float | None = Field(
        None, gt=0, description="peak learning rate; by method when left out: " + ", ".join(f"{k} {v:g}" for k, v in RATES.items())
    )
    weight_decay: float = Field(0.01, ge=0, description="of AdamW")
    warm_up: float = Field(0.06, ge=0, lt=1, description="share of the steps in which the rate climbs; then it falls in a line")
    clip: float = Field(1.0, gt=0, description="longest gradient")
    evaluate_every: int = Field(0, ge=0, description="steps between two looks at the dev part; 0: after each epoch")
    patience: int = Field(3, ge=0, description="looks without a better figure after which it ends; 0: never")
    stop_on: Figure = Field("auto", description="the figure; `auto` is `mse` where the loss aims at labels, else `pairwise` (or `auc`)")
    checkpoint_every: int = Field(50, ge=1, description="steps between two checkpoints")
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="`auto` takes a GPU if there is one")
    precision: Literal["auto", "float32", "bfloat16"] = Field("auto", description="`auto` is bfloat16 on a GPU that has it, else float32")
    threads: int = Field(0, ge=0, description="of torch on the processor; 0: its own choice. Another count may change the last digits")


class Tracking(Table):
    """What is kept of the run; TensorBoard events always are, in `log/`."""

    wandb: bool = Field(False, description="also keep a Weights & Biases run, offline, in `log/`; needs the package wandb")
    project: str = Field("jiufang", description="of that run")
    watts: float | None = Field(
        None, gt=0, description="power drawn, for the energy estimate; 15 W a processor thread, 350 W a GPU when left out"
    )


class Export(Table):
    """What is written for use without torch."""

    onnx: Literal["auto", "yes", "no"] = Field(
        "auto", description="`auto` writes it where our own graph builder can: embedded base; full, lora, adalora"
    )
    recipe: Literal["auto", "int8", "float32"] = Field("auto", description="`auto` is int8 where the processor multiplies bytes exactly")


class Range(Table):
    """Where a searched number may lie, or which values it may take."""

    low: float | None = Field(None, description="least")
    high: float | None = Field(None, description="most")
    log: bool = Field(False, description="draw its logarithm")
    step: float | None = Field(None, gt=0, description="of the grid")
    choices: tuple[Any, ...] = Field((), description="instead of low and high")

    @model_validator(mode="before")
    @classmethod
    def _list(cls, told: Any) -> Any:
        return {"choices": told} if isinstance(told, list) else told

    @model_validator(mode="after")
    def _one_kind(self) -> Range:
        if bool(self.choices) == (self.low is not None or self.high is not None):
            raise ValueError("a range has low and high, or choices")
        if not self.choices and (self.low is None or self.high is None or self.low >= self.high):
            raise ValueError("low lies below high")
        return self


class Search(Table):
    """What `jiufang tune` tries."""

    trials: int = Field(20, ge=1, description="settings tried, over all runs of the command")
    minutes: float | None = Field(None, gt=0, description="no trial begins after so many minutes of this run")
    sampler: Literal["tpe", "random"] = Field("tpe", description="how settings are drawn")
    pruner: Literal["median", "hyperband", "none"] = Field("median", description="how hopeless trials are ended early")
    patience: int = Field(5, ge=0, description="trials that are never ended early (`median`)")
    ranges: dict[str, Range] = Field(
        default_factory=dict, description='by key, as `"training.rate" = { low = 1e-5, high = 1e-3, log = true }` or a list of choices'
    )


class Config(Table):
    """A training run, as its file says it."""

    name: str = Field("model", min_length=1, description="of the model")
    seed: int = Field(0, ge=0, description="the same seed, data and machine give the same weights")
    out: Path | None = Field(None, description="folder of the trained model; beside the file, named like it, when left out")
    data: Data
    base: Base = Base()
    model: Model = Model()
    method: Method = Method()
    training: Training = Training()
    tracking: Tracking = Tracking()
    export: Export = Export()
    search: Search = Search()

    @model_validator(mode="after")
    def _loss_fits(self) -> Config:
        fitting = LOSSES[self.model.kind]
        if self.model.loss not in fitting:
            raise ValueError(f"a {self.model.kind} has no loss {self.model.loss}; it is one of {', '.join(fitting)}")
        return self

    @property
    def rate(self) -> float:
        """Return the peak learning rate."""
        return self.training.rate or RATES[self.method.kind]

    def changed(self, values: Mapping[str, Any]) -> Config:
        """Return this configuration with other values, by dotted key.

        Raises:
            BadInput: there is no such key, or a value does not fit.
        """
        told = self.model_dump(mode="json")
        for key, value in values.items():
            *tables, last = key.split(".")
            place: dict[str, Any] = told
            for table in tables:
                place = place[table] if isinstance(place.get(table), dict) else {}
            if last not in place:
                raise BadInput("there is no such key", subject=key, hint=_nearest(key, known_keys()))
            place[last] = value
        return checked(told, subject="configuration")


TABLES: Mapping[str, type[Table]] = {
    "data": Data,
    "base": Base,
    "model": Model,
    "method": Method,
    "training": Training,
    "tracking": Tracking,
    "export": Export,
    "search": Search,
}


def read_config(file: Path) -> Config:
    """Read a configuration; folders in it are seen from the file's own.

    Raises:
        NotFound: there is no such file.
        BadInput: it is no TOML, has a key that nobody knows, or a value that does not fit.
    """
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFound("there is no such file", subject=str(file)) from error
    except (OSError, ValueError) as error:
        raise BadInput(f"this is no TOML: {error}", subject=str(file)) from error
    config = checked(told, subject=file.name)
    here = file.resolve().parent
    base = config.base
    if base.model != EMBEDDED and (here / base.model).is_dir():
        base = base.model_copy(update={"model": str(here / base.model)})
    out = here / (config.out or file.stem)
    return config.model_copy(update={"out": out, "base": base, "data": Data(folder=here / config.data.folder)})


def checked(told: Mapping[str, Any], *, subject: str) -> Config:
    """Return what was told as a configuration.

    Raises:
        BadInput: a key is unknown or a value does not fit; the message names all of them.
    """
    try:
        return Config.model_validate(told)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False)
        words = "; ".join(_problem(p["loc"], p["type"], p["msg"]) for p in problems)
        unknown = [".".join(map(str, p["loc"])) for p in problems if p["type"] == "extra_forbidden"]
        raise BadInput(
            words, subject=subject, hint=_nearest(unknown[0], known_keys()) if unknown else "docs/training.md lists every key"
        ) from error


def known_keys() -> tuple[str, ...]:
    """Return every key, dotted."""
    plain = (key for key in Config.model_fields if key not in TABLES)
    return (*plain, *(f"{name}.{key}" for name, table in TABLES.items() for key in table.model_fields), *TABLES)


def choices(annotation: Any) -> tuple[str, ...]:
    """Return the words that a key takes; nothing if it takes others."""
    return tuple(map(str, get_args(annotation))) if getattr(annotation, "__origin__", None) is Literal else ()


def _problem(place: tuple[int | str, ...], kind: str, message: str) -> str:
    key = ".".join(map(str, place))
    if kind == "extra_forbidden":
        return f"there is no key {key}"
    words = message.removeprefix("Value error, ")
    return f"{key}: {words[0].lower()}{words[1:]}" if key else words


def _nearest(key: str, known: tuple[str, ...]) -> str:
    last = {k.rsplit(".", 1)[-1]: k for k in reversed(known)}
    near = difflib.get_close_matches(key, known, 1) or [last[n] for n in difflib.get_close_matches(key.rsplit(".", 1)[-1], last, 1)]
    return f"did you mean {near[0]}?" if near else "docs/training.md lists every key"
