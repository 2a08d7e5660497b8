"""Turn a base into a model of which only what the method names learns: all of it, thin differences, prefixes or adapters.

Needs torch, transformers and, for differences and prefixes, peft.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from jiufang.errors import BadInput
from jiufang.learn.tuning.bottleneck import add_bottlenecks
from jiufang.learn.tuning.config import Config, Method

EMBEDDINGS = ("embeddings.", "wte.", "wpe.", "embed_tokens.")
FREE_STEPS = 1  # before and after the shrinking of AdaLoRA's budget, so that it has a beginning and an end


def apply_method(model: Any, config: Config, *, steps: int) -> Any:
    """Return the model under its method, with its thin parts drawn from the seed.

    Args:
        model: a base of transformers; it is changed.
        config: the configuration.
        steps: of the whole training, along which AdaLoRA shrinks its budget.

    Raises:
        BadInput: the method does not fit the architecture.
    """
    torch.manual_seed(config.seed)
    method = config.method
    if method.kind == "full":
        return _full(model, words=method.words)
    if method.kind == "adapter":
        add_bottlenecks(model, width=method.width, placement=method.placement)
        return model
    return _peft(model, method, steps)


def learnt(module: Any) -> dict[str, Tensor]:
    """Return the parameters that learn, by name, in the order of their names."""
    return {name: value for name, value in sorted(module.named_parameters()) if value.requires_grad}


def merged(model: Any) -> Any:
    """Return a model of the base's own architecture with thin differences added into its matrices; others as they are."""
    return model.merge_and_unload() if hasattr(model, "merge_and_unload") and _has_differences(model) else model


def can_merge(method: Method) -> bool:
    """Tell whether what is learnt can be added into the base's own matrices."""
    return method.kind in ("full", "lora", "adalora")


class Budget:
    """AdaLoRA's share of the training loop; does nothing for other methods.

    Args:
        model: under its method.
        method: which.
    """

    def __init__(self, model: Any, method: Method) -> None:
        self._tuner = model.base_model if method.kind == "adalora" else None
        self._weight = method.orthogonal

    def penalty(self) -> Tensor | None:
        """Return how far directions are from standing apart, as peft adds it to a loss that the model computes itself."""
        if self._tuner is None or not self._weight:
            return None
        parts = []
        for name, value in self._tuner.model.named_parameters():
            if "lora_A" in name or "lora_B" in name:
                product = value @ value.T if "lora_A" in name else value.T @ value
                parts.append(torch.linalg.norm(product - torch.eye(len(product), device=product.device)))
        return self._weight * torch.stack(parts).mean()

    def after_step(self, step: int) -> None:
        """Shrink ranks where they matter least; gradients must still be there."""
        if self._tuner is not None:
            self._tuner.update_and_allocate(step)

    def state(self) -> dict[str, Any]:
        """Return what the next shrinking depends on."""
        if self._tuner is None:
            return {}
        found = self._tuner.rankallocator
        return {
            "ipt": dict(found.ipt),
            "exp_avg_ipt": dict(found.exp_avg_ipt),
            "exp_avg_unc": dict(found.exp_avg_unc),
            "rank_pattern": self._tuner.peft_config["default"].rank_pattern,
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` returned."""
        if self._tuner is not None:
            device = next(self._tuner.parameters()).device
            for name in ("ipt", "exp_avg_ipt", "exp_avg_unc"):
                setattr(self._tuner.rankallocator, name, {key: value.to(device) for key, value in state[name].items()})
            self._tuner.peft_config["default"].rank_pattern = state["rank_pattern"]


def _full(model: Any, *, words: bool) -> Any:
    for name, value in model.named_parameters():
        value.requires_grad_(words or not name.startswith(EMBEDDINGS))
    return model


def _peft(model: Any, method: Method, steps: int) -> Any:
    from peft import get_peft_model

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GPT-2 keeps its matrices the other way round; peft warns, and sees to it
            return get_peft_model(model, _settings(model, method, steps))
    except (ValueError, AttributeError, KeyError, NotImplementedError) as error:
        raise BadInput(f"{method.kind} does not fit this base: {error}", subject=type(model).__name__) from error


def _settings(model: Any, method: Method, steps: int) -> Any:
    from peft import AdaLoraConfig, LoraConfig, PrefixTuningConfig, TaskType

    task = TaskType.FEATURE_EXTRACTION
    targets = list(method.targets) or _matrices(model)
    if method.kind == "prefix":
        return PrefixTuningConfig(task_type=task, num_virtual_tokens=method.tokens)
    if method.kind == "lora":
        return LoraConfig(task_type=task, r=method.rank, lora_alpha=method.alpha, target_modules=targets)
    begins = max(FREE_STEPS, int(method.budget_from * steps))
    rests = max(FREE_STEPS, steps - int(method.budget_until * steps))
    if begins + rests >= steps:
        raise BadInput(f"{steps} steps are too few for adalora", subject="training.epochs", hint="train longer, or take lora")
    return AdaLoraConfig(
        task_type=task,
        init_r=method.start_rank,
        target_r=method.rank,
        lora_alpha=method.alpha,
        tinit=begins,
        tfinal=rests,
        deltaT=method.budget_every,
        total_step=steps,
        orth_reg_weight=method.orthogonal,
        target_modules=targets,
    )


def _matrices(model: Any) -> list[str]:
    """Return the last names of all linear layers (Conv1D is GPT-2's kind)."""
    from transformers.pytorch_utils import Conv1D

    found = {name.rsplit(".", 1)[-1] for name, module in model.named_modules() if isinstance(module, nn.Linear | Conv1D)}
    return sorted(found)


def _has_differences(model: Any) -> bool:
    return any("lora_" in name for name, _ in model.named_parameters())
