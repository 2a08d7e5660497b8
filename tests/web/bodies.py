"""Make requests out of the document of the API: paths with ids in them, bodies from the examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jiufang.web.app import PREFIX, create_app
from jiufang.workspace.opened import OpenWorkspace

METHODS = ("get", "post", "put", "patch", "delete")
NOBODY = "00000000-0000-7000-8000-00000000dead"


@dataclass(frozen=True)
class Operation:
    """One line of the document of the API."""

    name: str
    method: str
    path: str
    told: Mapping[str, Any]

    @property
    def permission(self) -> str:
        """What it takes."""
        return str(self.told["x-permission"])

    @property
    def thing(self) -> str:
        """What it is about."""
        return str(self.told.get("x-thing", ""))

    @property
    def ids(self) -> tuple[str, ...]:
        """The names in its path."""
        return tuple(one["name"] for one in self.told.get("parameters", ()) if one["in"] == "path")

    @property
    def body(self) -> Mapping[str, Any] | None:
        """The schema of its body, if that is JSON."""
        return self.told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")

    @property
    def safe(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "get"

    def at(self, world: Mapping[str, str]) -> str:
        """Return its path with ids of a world."""
        path = self.path.removeprefix(PREFIX)
        for name in self.ids:
            path = path.replace(f"{{{name}}}", world.get(name, NOBODY))
        return path

    def given(self, world: Mapping[str, str], *, etag: str = "*") -> dict[str, Any]:
        """Return what else goes with a good request."""
        given: dict[str, Any] = {}
        if any(one["in"] == "header" and one["name"].lower() == "if-match" for one in self.told.get("parameters", ())):
            given["headers"] = {"If-Match": etag}
        if self.body is not None:
            given["json"] = example(self.body, world)
        elif "requestBody" in self.told:
            given["files"] = {"files": ("cy.txt", b"Cy Adeyemi\ncy@example.com\n\nSKILLS\nPython\n")}
        query = {
            one["name"]: example(one["schema"], world, one["name"])
            for one in self.told.get("parameters", ())
            if one["in"] == "query" and one.get("required")
        }
        return given | ({"params": query} if query else {})


@lru_cache(maxsize=1)
def document() -> Mapping[str, Any]:
    """Return the document of the API; it needs no database."""
    made = OpenWorkspace(None)  # type: ignore[arg-type]
    return create_app(made).openapi()


def operations() -> list[Operation]:
    """Return all operations."""
    return list(_operations())


def _operations() -> Iterator[Operation]:
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            yield Operation(told["operationId"], method, path, told)


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema in place of its reference."""
    if "$ref" in schema:
        return resolved(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


def example(schema: Mapping[str, Any], world: Mapping[str, str], name: str = "") -> Any:
    """Return a good value for a schema: its example, an id of the world, or the plainest."""
    told = resolved(schema)
    if name in {"person", "persons", "users", "application"} or told.get("format") == "uuid":
        id = world.get({"persons": "person", "users": "user"}.get(name, name), NOBODY)
        return [id] if told.get("type") == "array" else id
    for known in (schema, told):
        if "examples" in known:
            return known["examples"][0]
        if "default" in known:
            return known["default"]
    if "enum" in told or "const" in told:
        return told.get("const", next(iter(told.get("enum", ())), None))
    if "anyOf" in told:
        return example(told["anyOf"][0], world, name)
    return _plain(told, world, name)


def _plain(told: Mapping[str, Any], world: Mapping[str, str], name: str) -> Any:
    match told.get("type"):
        case "object":
            needed = told.get("required", ())
            fields = {one: example(part, world, one) for one, part in told.get("properties", {}).items()}
            return {one: value for one, value in fields.items() if one in needed or value is not None}
        case "array":
            return [example(told["items"], world, name)] if told.get("minItems") else []
        case "integer" | "number":
            return told.get("minimum", 1)
        case "boolean":
            return False
    return "x" * told.get("minLength", 1)
