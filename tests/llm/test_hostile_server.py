from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from loopback import dripping, http, reset, said, saying

from jiufang.errors import JiufangError, NoAnswer, RefusedByPolicy
from jiufang.llm.records import Failed

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["n"],
    "properties": {"n": {"type": "integer"}, "words": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 5}}},
}
BOMB = "[" * 100_000
HOSTILE = {
    "500 for ever": http(b"down", status="500 Internal Server Error"),
    "429 for ever": http(b"{}", status="429 Too Many Requests", headers="Retry-After: 0\r\n"),
    "401": http(b'{"error": "who are you?"}', status="401 Unauthorized"),
    "teapot": http(b"", status="418 I'm a teapot"),
    "no such status": http(b"", status="999 Never"),
    "drip in the body": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
    "drip in the headers": dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "drip in chunks": dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "silence": lambda connection, asked: time.sleep(4),
    "reset": reset,
    "closed at once": lambda connection, asked: None,
    "five megabytes": http(said("x" * 5_000_000)),
    "headers without end": lambda connection, asked: connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 2_000_000),
    "not HTTP": lambda connection, asked: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "less than promised": lambda connection, asked: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"),
    "HTML": http(b"<html><script>alert(1)</script>", headers="Content-Type: text/html\r\n"),
    "wrong encoding": http(b"\xff\xfe\x00{", headers="Content-Type: application/json; charset=utf-7\r\n"),
    "said to be gzip": http(said('{"n": 1}'), headers="Content-Encoding: gzip\r\nContent-Type: image/png\r\n"),
    "a stream": http(b'data: {"choices":[{"delta":{"content":"{"}}]}\n\ndata: garbage\n\n', headers="Content-Type: text/event-stream\r\n"),
    "JSON of another shape": http(b'{"choices": {"0": []}}'),
    "JSON null": http(b"null"),
    "no choices": http(b'{"choices": []}'),
    "deep JSON": http(BOMB.encode()),
    "huge number": http(b'{"choices": [{"message": {"content": ' + b"9" * 100_000 + b"}}]}"),
    "null content": http(b'{"choices": [{"message": {"content": null}}]}'),
    "refused": http(json.dumps({"choices": [{"message": {"content": None, "refusal": "I cannot"}}]}).encode()),
    "filtered": http(json.dumps({"choices": [{"message": {"content": "{"}, "finish_reason": "content_filter"}]}).encode()),
    "refusal in words": saying("I'm sorry, but I can't help with that."),
    "a thought without end": saying('<think>{"n": 1} hmm, wait, '),
    "cut JSON": saying('{"n": '),
    "wrong schema": saying('{"m": 1}'),
    "wrong type": saying('{"n": "1"}'),
    "NaN": saying('{"n": NaN}'),
    "a list": saying("[1, 2, 3]"),
    "deep answer": saying(BOMB),
    "braces": saying("{" * 50_000),
    "long answer": saying("{" + " " * 300_000 + '"n": 1}'),
    "lone surrogate": http(b'{"choices": [{"message": {"content": "{\\"m\\": \\"\\ud800\\"}"}}]}'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_behaviour_crashes_or_hangs(model, server, name):
    """Whatever a server does, the caller gets an answer that follows the schema or one of our errors, within its time."""
    server.script = [HOSTILE[name]]
    start = time.monotonic()
    if name == "said to be gzip":  # harmless: nothing is unpacked, and what it says follows the schema
        assert json.loads(model.answer("How many?", schema=SCHEMA)) == {"n": 1}
    else:
        with pytest.raises(JiufangError) as raised:
            model.answer("How many?", schema=SCHEMA)
        assert "canary" not in repr(raised.value) + str(raised.value)
    assert time.monotonic() - start < 4  # a second, and what a busy machine takes
    assert len(server.requests) <= 3 * 2


READABLE = {
    "fenced": 'Here you are:\n```json\n{"n": 3}\n```\nAnything else?',
    "thought": '<think>{"n": 99}? No.</think>\n{"n": 3}',
    "thought without a beginning": 'maybe {"n": 9}</think>{"n": 3}',
    "talkative": 'Sure! {"n": 3} I hope this helps {',
    "unknown property": '{"n": 3, "script": "<script>"}',
    "too many": '{"n": 3, "words": ["a", "b", "c", "d"]}',
    "one too long": '{"n": 3, "words": ["far too long", "a", "b"]}',
    "raw line break": '{"n": 3, "words": ["a", "b\n"]}',
    "doubled": '{"n": 3}{"n": 4}',
}


@pytest.mark.parametrize("name", READABLE)
def test_what_can_be_read_is_read(model, server, name):
    """Fences, thoughts and chatter are taken off, and entries that break the schema are left out, without asking again."""
    server.script = [saying(READABLE[name])]
    data = json.loads(model.answer("How many?", schema=SCHEMA))
    assert data["n"] == 3
    assert set(data) <= {"n", "words"}
    assert data.get("words", ["a", "b"]) in (["a", "b"], ["a", "b\n"])
    assert len(server.requests) == 1


def test_a_bad_answer_is_mended_once(model, server):
    """The model is shown its answer and what is wrong with it, once."""
    server.script = [saying('{"n": "three"}'), saying('{"n": 3}')]
    assert json.loads(model.answer("How many?", schema=SCHEMA)) == {"n": 3}
    told = server.requests[1]["messages"][-1]["content"]
    assert "three" in told
    assert "type" in told
    server.script = [saying("no")]
    with pytest.raises(NoAnswer, match="no JSON"):
        model.answer("How many, then?", schema=SCHEMA)
    assert len(server.requests) == 4


def test_control_characters_and_terminal_sequences_go(model, server):
    """Nothing an answer holds can colour, retitle or rewrite a terminal, or turn the direction of a line."""
    server.script = [saying("\x1b[31mred\x1b]0;title\x07\x9b2J\u202eabc\u2066 \x00=1+1 <b>&\U000e0041")]
    assert model.answer("Say something") == "redabc =1+1 <b>&"
    server.script = [saying('{"n": 1, "words": ["\\u001b[2Jx"]}')]
    assert json.loads(model.answer("Say it in JSON", schema=SCHEMA)) == {"n": 1, "words": ["x"]}


def test_retries_wait_as_long_as_asked(model, server, clock):
    """429 and 500 are tried again after what Retry-After says, and not all at the same moment."""
    busy = http(b"", status="429 Too Many Requests", headers="Retry-After: 0.4\r\n")
    server.script = [busy, http(b"", status="503 Service Unavailable"), saying("fine")]
    assert replace(model, seconds=60).answer("Well?") == "fine"
    assert clock.slept == [pytest.approx(0.4 + 0.25), pytest.approx(0.5)]


def test_a_wait_beyond_the_time_is_not_begun(model, server, clock):
    """A server that asks for an hour gets no second question, and the caller no hour."""
    server.script = [http(b"", status="429 Too Many Requests", headers="Retry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n")]
    with pytest.raises(Failed, match="429"):
        model.answer("Well?")
    assert clock.slept == []
    assert len(server.requests) == 1


def test_redirects_are_refused(model, server):
    """A server cannot send the question, or the key, elsewhere."""
    server.script = [http(b"", status="307 Temporary Redirect", headers=f"Location: {server.url}/elsewhere\r\n")]
    with pytest.raises(RefusedByPolicy, match="redirects"):
        model.answer("Well?")
    assert len(server.requests) == 1


def test_a_server_that_keeps_failing_is_left_alone(model, server, clock):
    """After five failures in a row nothing is sent for a while; then one question tries, and a success ends it."""
    server.script = [http(b"", status="500 Internal Server Error")]
    for question in ("one", "two"):
        with pytest.raises(NoAnswer):
            model.answer(question)
    sent = len(server.requests)
    assert sent == 5
    with pytest.raises(NoAnswer, match="left alone"):
        model.answer("three")
    assert len(server.requests) == sent
    clock.slept.append(31.0)
    server.script = [saying("back")]
    assert model.answer("four") == "back"
    assert model.answer("five") == "back"


def test_a_server_gets_only_what_it_takes(model, server):
    """A server that knows no schema, or another name for the length, is asked its way from then on."""
    server.script = [
        http(b'{"error": "response_format json_schema is unavailable"}', status="400 Bad Request"),
        http(b'{"error": "use max_completion_tokens"}', status="400 Bad Request"),
        saying('{"n": 1}'),
    ]
    model.answer("How many?", schema=SCHEMA)
    model.answer("How many more?", schema=SCHEMA)
    assert [r.get("response_format", {}).get("type") for r in server.requests] == [
        "json_schema",
        "json_object",
        "json_object",
        "json_object",
    ]
    assert "max_completion_tokens" in server.requests[-1]
    assert '"required"' in server.requests[-1]["messages"][0]["content"]


@pytest.mark.parametrize("key", ["sk-canary\r\nX-Evil: 1", "sk-canary-钥匙"])
def test_a_key_that_is_no_header_is_not_shown(model, server, key):
    """A key with a line break, or in letters that headers cannot hold, is refused without being repeated."""
    model.backend._key = lambda: key
    with pytest.raises(JiufangError) as raised:
        model.answer("Well?")
    shown = repr(raised.value) + str(raised.value) + repr(raised.value.__cause__)
    assert "canary" not in shown
    assert server.requests == []


def test_nobody_there(model, server):
    """A server that is not running is an error with a hint, at once."""
    server.close()
    with pytest.raises(NoAnswer, match="nobody answers"):
        model.answer("Well?")
