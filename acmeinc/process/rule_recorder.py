"""A section of a rule file without a file: it notes what is asked for, as JSON Schema says it."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from acmeinc.process.rule_file import DURATION, Form, Section
from acmeinc.process.rule_tree import Fields, Text, Value
from acmeinc.process.time_input import short

Schema = dict[str, Any]

_PLAIN = ["string", "number", "boolean"]
_LONGER_THAN_ZERO = f"(?=.*[1-9]){DURATION}"
_EXAMPLES = ["30m", "2h50m", "1d"]
_LOOK_AHEAD = re.compile(r"\(\?=[^()]*\)")


class Recorder(Section):
    """Answers every field with its default, and notes the field in a schema.

    `answers` are other answers to choices, by the path of the field; `choices` are all that were asked for,
    with what can be chosen and the default.
    """

    def __init__(self, path: str, answers: Mapping[str, str], root: "Recorder | None" = None) -> None:
        super().__init__(Fields({}, 0, 0), "", [])
        self.choices: dict[str, tuple[list[str], str]] = root.choices if root else {}
        self._closed = False
        self._inside = path
        self._answers = answers
        self._root = root or self
        self._parts: dict[str, Recorder] = {}
        self._handed_out: dict[int, Schema] = root._handed_out if root else {}
        self._schema: Schema = {"type": ["object", "null"], "properties": {}, "additionalProperties": False}

    def at(self, path: str) -> "Recorder":
        """Return the section at `path`, such as `channels.chat`; "" is the file."""
        found = self
        for name in path.split(".") if path else ():
            found = found._parts[name]
        return found

    def schema(self) -> Schema:
        """Return what was noted, sections inside included."""
        schema = {**self._schema, "properties": dict(self._schema["properties"])}
        if "required" in schema:
            schema["type"] = "object"
        for name, part in self._parts.items():
            if name == "*":
                schema["additionalProperties"] = part.schema()
            else:
                schema["properties"][name] = part.schema()
        return schema

    def complain(self, *_place: object, **_rule: object) -> None:
        """Note nothing: a file that is not there has no fault."""

    def value(self, name: str, *, required: bool) -> Value | None:
        """Return None: what may stand there is noted by whoever wants more than a look."""
        return None

    def single(self, name: str, *, required: bool = False) -> Text | None:
        """Note a text, return None."""
        self._note(name, _text(required=required), required)
        return None

    def choice(self, name: str, known: list[str], default: str, *, required: bool = False) -> str:
        """Note a choice; return the default, or the other answer that was given for it."""
        path = self._path_of(name)
        self.choices[path] = (known, default)
        usual = {"default": default} if default else {}
        self._note(name, {"enum": known if required else [*known, None], **usual}, required)
        return self._answers.get(path, default)

    def flag(self, name: str, default: bool) -> bool:
        """Note a yes or no, return the default."""
        types = ["boolean", "string", "null"]
        self._note(name, {"type": types, "pattern": "^(?:true|false)?$", "default": default}, False)
        return default

    def formed(self, name: str, form: Form, *, required: bool = False) -> Text | None:
        """Note a text of that form, return None."""
        self._note(name, _formed(form, required=required), required)
        return None

    def listed(self, name: str, form: Form, *, required: bool = False) -> Text | None:
        """Note texts of that form with commas between them, return None."""
        one = f"(?:{_LOOK_AHEAD.sub('', form.pattern)})"
        several = form._replace(pattern=rf"[\s,]*{one}(?:\s*,[\s,]*{one})*[\s,]*")
        self._note(name, _formed(several, required=required), required)
        return None

    def has_form(self, found: Text, form: Form) -> bool:
        """Note the form of a text that was handed out; return False, because it is none."""
        self._handed_out[found.line].update(_formed(form, required=True))
        return False

    def duration(self, name: str, default: timedelta) -> timedelta:
        """Note a duration, return the default."""
        form = Form(_LONGER_THAN_ZERO, "", "", "")
        examples = {"default": short(default), "examples": _EXAMPLES}
        self._note(name, _formed(form, required=False) | examples, False)
        return default

    def cadence(self, name: str) -> timedelta | None:
        """Note a duration that may be `never`, return None."""
        form = Form(f"never|{_LONGER_THAN_ZERO}", "", "", "")
        self._note(name, _formed(form, required=True) | {"examples": [*_EXAMPLES, "never"]}, True)
        return None

    def chosen(self, name: str, known: list[str], what: str, *, rule: str) -> list[str] | None:
        """Note a list of choices, return None."""
        self._note(name, {"type": "array", "items": {"enum": known}, "minItems": 1}, False)
        return None

    def items(self, name: str) -> tuple[Text, ...] | None:
        """Note a list of texts, and return one that stands for all of them."""
        item = _text(required=False)
        self._note(name, {"type": "array", "items": item}, False)
        return (self._hand_out(item),)

    def section(self, name: str, *, required: bool = False) -> Section:
        """Note a mapping, not empty where it is required, and return what notes its fields."""
        if required:
            self._schema.setdefault("required", []).append(name)
        return self._part(name, {"type": "object", "minProperties": 1} if required else {})

    def sections(self, keys: Form) -> Iterator[tuple[Text, Section]]:
        """Note mappings whose names have that form, and yield one that stands for all of them."""
        self._schema["propertyNames"] = {"pattern": _whole(keys.pattern)}
        yield self._hand_out({}), self._part("*", {})

    def texts(self, *, keys: Form | None = None, required: bool = False) -> Iterator[tuple[Text, Text]]:
        """Note texts under names of their own, and yield one that stands for all of them."""
        if self._closed:
            return
        if keys:
            self._schema["propertyNames"] = {"pattern": _whole(keys.pattern)}
        text = self._schema["additionalProperties"] = _text(required=required)
        yield self._hand_out({}), self._hand_out(text)

    def refuse_unknown(self) -> None:
        """Note that there are no other fields."""
        self._closed = True

    def _note(self, name: str, schema: Schema, required: bool) -> None:
        self._schema["properties"][name] = schema
        if required:
            self._schema.setdefault("required", []).append(name)

    def _part(self, name: str, about: Schema) -> "Recorder":
        part = self._parts.setdefault(name, Recorder(self._path_of(name), self._answers, self._root))
        part._schema |= about
        return part

    def _path_of(self, name: str) -> str:
        return f"{self._inside}.{name}".strip(".")

    def _hand_out(self, schema: Schema) -> Text:
        """Return a text by whose line it is known again."""
        line = len(self._handed_out)
        self._handed_out[line] = schema
        return Text("example", line, 0)


def _text(*, required: bool) -> Schema:
    return {"type": _PLAIN, "pattern": r"\S"} if required else {"type": [*_PLAIN, "null"]}


def _formed(form: Form, *, required: bool) -> Schema:
    """Return the schema of a text of that form; a number is one as it is typed."""
    others = ["number"] * form.fits("1") + ["boolean"] * form.fits("true") + ["null"] * (not required)
    return {"type": ["string", *others], "pattern": _whole(form.pattern, "" if required else "?")}


def _whole(pattern: str, often: str = "") -> str:
    return f"^(?:{pattern}){often}$"
