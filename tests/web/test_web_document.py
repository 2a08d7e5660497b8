"""The document of the API is good OpenAPI 3.1, and says of everything what it is, who may do it and what may go wrong."""

from __future__ import annotations

import re

import pytest
from tests.web.bodies import Operation, document, example, operations, resolved

from jiufang.access.roles import Permission

ALL = operations()


def test_it_is_good_openapi():
    """It is 3.1, holds to the schema of OpenAPI, and names each operation once."""
    import jsonschema

    told = document()
    assert told["openapi"].startswith("3.1")
    names = [one.name for one in ALL]
    assert len(names) == len(set(names))
    for schema in told["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_each_operation_tells_a_stranger_what_it_is(operation: Operation):
    """A summary, who may use it, a described success with its shape, and the problems that may come instead."""
    told = operation.told
    assert re.fullmatch(r"[A-Z].{5,100}[^.]", told["summary"]), told["summary"]
    assert operation.permission in {*Permission, "anybody", "signed-in"}
    assert (operation.permission in set(Permission)) == bool(operation.thing)
    good = [status for status in told["responses"] if status < "400"]
    assert len(good) == 1
    assert set(told["responses"]) >= {"400", "422", "429", "500"}
    assert ("403" in told["responses"]) or operation.permission == "anybody"
    if operation.ids:
        assert "404" in told["responses"]
    problem = told["responses"]["422"]["content"]
    assert list(problem) == ["application/problem+json"]
    if operation.method == "patch":
        assert "428" in told["responses"], "a change names its version"


@pytest.mark.parametrize("operation", [one for one in ALL if one.body], ids=lambda one: one.name)
def test_each_body_has_an_example_that_fits(operation: Operation):
    """What the document gives as an example is what its schema asks for."""
    import jsonschema
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    assert operation.body is not None
    whole = {"$id": "urn:api", "components": document()["components"]}
    registry = Registry().with_resource("urn:api", Resource.from_contents(whole, default_specification=DRAFT202012))
    reference = operation.body.get("$ref")
    schema = {"$ref": f"urn:api{reference}"} if reference else operation.body
    jsonschema.Draft202012Validator(schema, registry=registry).validate(example(operation.body, {}))


def test_every_route_says_who_may_use_it():
    """A route without a declaration cannot be made."""
    from jiufang.web.declaring import router

    with pytest.raises(TypeError, match="who may use it"):

        @router("x").get("/nothing")
        def nothing() -> None:
            """Do nothing."""


@pytest.mark.parametrize("operation", [one for one in ALL if one.body], ids=lambda one: one.name)
def test_bodies_take_nothing_that_they_do_not_name(operation: Operation):
    """Mass assignment (A11), by the document: no object of a request has room for more."""
    assert operation.body is not None
    for told in _objects(operation.body, set()):
        assert told.get("additionalProperties") is False or told["title"] == "PartialDate", told["title"]  # which drops the rest


def _objects(schema: dict, seen: set) -> list[dict]:
    told = resolved(schema)
    if id(told) in seen:
        return []
    seen.add(id(told))
    found = [told] if told.get("properties") else []
    for part in [*told.get("properties", {}).values(), *told.get("anyOf", ()), *([told["items"]] if "items" in told else ())]:
        found += _objects(part, seen)
    return found
