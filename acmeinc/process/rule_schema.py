"""JSON Schemas of the YAML rule files, for editors: what the validation asks for, noted while it asks.

The reader of a file is run with a section that has no file: it notes each field that is asked for, and
answers with the default. What another choice makes different is noted under a condition.

Only what drafts 7 and 2020-12 of JSON Schema have in common is used: editors know one or the other.
"""

from collections.abc import Callable, Iterator, Mapping

from acmeinc.process.rule_help import HELP, TITLES
from acmeinc.process.rule_recorder import Recorder, Schema
from acmeinc.process.settings_file import settings_in
from acmeinc.process.severity_file import severity_in

DIALECT = "https://json-schema.org/draft/2020-12/schema"
READERS: Mapping[str, Callable[[Recorder], object]] = {"severity": severity_in, "acmeinc": settings_in}
"""By the name of a rule file, without `.yaml`, what reads it."""


def schema_of(name: str) -> Schema:
    """Return the JSON Schema of the file `name`, one of `READERS`."""
    base = _recorded(name, {})
    schema = base.schema()
    for path, (known, usual) in base.choices.items():
        section, _, field = path.rpartition(".")
        for answer in known:
            if answer != usual:
                other = _recorded(name, {path: answer}).at(section).schema()
                _add_condition(_part(schema, section), field, answer, other)
    _describe(schema, HELP[name], "")
    return {"$schema": DIALECT, "title": TITLES[name]} | schema


def paths_in(schema: Schema, path: str = "") -> Iterator[str]:
    """Yield the path of the file and of every field in it, such as `severities.*.update`; "" is the file."""
    yield path
    others = schema.get("additionalProperties")
    for name, part in {**schema.get("properties", {}), **({"*": others} if others else {})}.items():
        yield from paths_in(part, f"{path}.{name}".strip("."))


def _recorded(name: str, answers: Mapping[str, str]) -> Recorder:
    recorder = Recorder("", answers)
    READERS[name](recorder)
    return recorder


def _part(schema: Schema, path: str) -> Schema:
    for name in path.split(".") if path else ():
        schema = schema["additionalProperties"] if name == "*" else schema["properties"][name]
    return schema


def _add_condition(schema: Schema, field: str, answer: str, other: Schema) -> None:
    """Note in `schema` what is so when `field` says `answer`; `other` is the schema with that answer."""
    then: Schema = {}
    if newly := [name for name in other.get("required", []) if name not in schema.get("required", [])]:
        then["required"] = newly
    fields = {name: part for name, part in other["properties"].items() if part != schema["properties"][name]}
    if other["additionalProperties"] != schema["additionalProperties"]:
        fields = {name: fields.get(name, True) for name in other["properties"]}
        then["additionalProperties"] = other["additionalProperties"]
    if fields:
        then["properties"] = fields
    if then:
        asked = {"properties": {field: {"const": answer}}, "required": [field]}
        schema.setdefault("allOf", []).append({"if": asked, "then": then})


def _describe(schema: Schema, texts: Mapping[str, str], path: str) -> None:
    for name in paths_in(schema):
        _part(schema, name)["description"] = texts[name]
