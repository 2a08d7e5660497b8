"""Ask any server that speaks OpenAI's chat completions: vLLM, Ollama, LM Studio, llama.cpp, DeepSeek, DashScope, OpenAI, …

Servers differ in how they can be held to a schema and in what they call the length of an answer. What a server rejects is not
sent to it again: the schema goes from native to “some JSON object” to words alone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from jiufang.errors import RefusedByPolicy
from jiufang.llm.hosts import Endpoint
from jiufang.llm.records import Failed, Question, Reply
from jiufang.llm.transport import Response, post

PATH = "/chat/completions"
FORMS = ("json_schema", "json_object", "words")
"""How a server is held to a schema, strictest first."""
TRIES = 5  # requests until a server's dialect is found: two forms, two parameters, and the one that works
DISLIKES = frozenset({400, 404, 415, 422, 501})
BUSY = frozenset({408, 409, 425, 429})
LATEST = 3600.0  # seconds; a server that wants us to wait longer is down
HINTS = {
    401: "the key was not accepted; set JIUFANG_LLM_KEY",
    402: "the account has no credit left",
    403: "the key may not use this model",
    404: "check JIUFANG_LLM_URL (it usually ends in /v1) and JIUFANG_LLM_MODEL",
}
IN_WORDS = "Answer with one JSON object alone, without any other text. It follows this JSON schema:\n"


class CompatibleServer:
    """A `Backend` over HTTP.

    Args:
        endpoint: a server that may be asked.
        model: the model's name there.
        key: gives the key when it is needed, so that it is kept nowhere else.
    """

    def __init__(self, endpoint: Endpoint, model: str, *, key: Callable[[], str] = str) -> None:
        self._endpoint = endpoint
        self._model = model
        self._key = key
        self._form = 0
        self._length = "max_tokens"
        self._cool = True  # takes a temperature

    @property
    def name(self) -> str:
        """Name of the model and the host."""
        return f"{self._model}@{self._endpoint.host}"

    def ask(self, question: Question, *, seconds: float) -> Reply:
        """Return the server's reply, finding out on the way what it takes."""
        for _ in range(TRIES):
            response = post(self._endpoint, PATH, self.body(question), key=self._key(), seconds=seconds)
            if not (response.status in DISLIKES and self._concede(response, question)):
                break
        _check(response, self._endpoint.host)
        return reply(response.body, self._endpoint.host)

    def body(self, question: Question) -> dict[str, Any]:
        """Return what is sent for a question."""
        form = FORMS[self._form]
        words = f"{IN_WORDS}{json.dumps(question.schema, ensure_ascii=False)}" if question.schema and form != "json_schema" else ""
        system = "\n\n".join(filter(None, (question.system, words)))
        messages = [{"role": "system", "content": system}] if system else []
        body: dict[str, Any] = {"model": self._model, "messages": [*messages, {"role": "user", "content": question.prompt}]}
        body |= {self._length: question.max_tokens, "stream": False}
        if self._cool:
            body["temperature"] = question.temperature
        if question.schema and form == "json_schema":
            body["response_format"] = {
                "type": form,
                "json_schema": {"name": "answer", "strict": True, "schema": dict(question.schema)},
            }
        elif question.schema and form == "json_object":
            body["response_format"] = {"type": form}
        return body

    def _concede(self, response: Response, question: Question) -> bool:
        """Give up what the server dislikes, going by its words; tell whether there was something to give up."""
        said = response.body[:8000].decode("utf-8", "replace").lower()
        if "max_completion_tokens" in said and self._length == "max_tokens":
            self._length = "max_completion_tokens"
        elif "temperature" in said and self._cool:
            self._cool = False
        elif question.schema and self._form < len(FORMS) - 1 and response.status != 404:
            self._form += 1
        else:
            return False
        return True


def reply(body: bytes, host: str) -> Reply:
    """Read a completion, which may be anything at all.

    Raises:
        Failed: there is no text in it, or the server's filter or the model refused.
    """
    try:
        data = json.loads(body)
        choice = data["choices"][0]
        message = choice["message"]
        text, refusal, ended = _text(message.get("content")), message.get("refusal"), choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Failed("this is no chat completion", subject=host, hint="is the URL that of an API?", again=True, spent=True) from None
    if refusal or ended == "content_filter":
        raise Failed("the model refused to answer", subject=host, spent=True)
    if not text.strip():
        raise Failed("the answer is empty", subject=host, again=True, spent=True)
    usage = data.get("usage")
    return Reply(text, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"), cut=ended == "length")


def _text(content: object) -> str:
    """Return the text of a message; some servers cut it into parts."""
    if isinstance(content, list):
        return "".join(p["text"] for p in content if isinstance(p, Mapping) and isinstance(p.get("text"), str))
    return content if isinstance(content, str) else ""


def _count(usage: object, name: str) -> int | None:
    number = usage.get(name) if isinstance(usage, Mapping) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None


def _check(response: Response, host: str) -> None:
    """Raise what a status means; a body is not repeated, it may hold our words or the key."""
    status = response.status
    if status == 200:
        return
    if 300 <= status < 400:
        raise RefusedByPolicy("the server sends us elsewhere, and redirects are not followed", subject=host, hint="set the final base URL")
    if status in BUSY or status >= 500:
        raise Failed(f"the server answers {status}", subject=host, again=True, after=_after(response.headers.get("retry-after", "")))
    raise Failed(f"the server answers {status}", subject=host, hint=HINTS.get(status, ""))


def _after(value: str) -> float | None:
    """Read a Retry-After header: seconds, or a date; None when it is neither."""
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - dt.datetime.now(dt.UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), LATEST) if seconds == seconds else None  # NaN is not itself
