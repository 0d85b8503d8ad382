"""A rule file in YAML, each field read as the type it is, with every fault in one run.

Only a field that wants a duration or a yes-or-no turns its text into one (`acmeinc.process.rule_tree`).
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from acmeinc.errors import Problem
from acmeinc.process.meant import Known, choices, duration_hint, flag_meant
from acmeinc.process.rule_text import cut
from acmeinc.process.rule_tree import Fields, Items, Text, Value, compose

DURATION = "(?=.)(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?"
"""How a duration is written, zero included."""


def parse_duration(text: str) -> timedelta | None:
    """Return the duration written like 90s, 20m, 2h50m or 1d; None when `text` is none."""
    match = re.fullmatch(DURATION, text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def read_rule_file(text: str, path: str) -> "tuple[Section | None, list[Problem]]":
    """Return the file's top section and the faults found so far; the section adds its own to that list.

    None when the file cannot be read as YAML at all. An empty file is an empty section.
    """
    root, problems = compose(text, path)
    return Section(root, path, problems) if root is not None else None, problems


class Form(NamedTuple):
    """How a text has to look: one that does not match the whole `pattern` breaks `rule`.

    `told` says of such a text what is wrong with it: "is no severity".
    """

    pattern: str
    told: str
    hint: str
    rule: str

    def fits(self, text: str) -> bool:
        """Return whether `text` has this form."""
        return re.fullmatch(self.pattern, text) is not None


class Section:
    """One mapping of a rule file: hands out each field as its type, noting every fault in `problems`.

    A field is known by being asked for. After a fault the default is returned, so that reading goes on;
    a field without a default is required.
    """

    def __init__(self, fields: Fields, path: str, problems: list[Problem]) -> None:
        self.line = fields.line
        self.column = fields.column
        self._entries = fields.entries
        self._known: dict[str, None] = {}
        self._missing: dict[str, Problem] = {}
        self._path = path
        self._problems = problems

    def complain(
        self,
        place: "Text | Items | Fields | Section",
        message: str,
        hint: str,
        *,
        rule: str,
        level: str = "error",
    ) -> None:
        """Note what is wrong at `place`, and the `rule` that it breaks."""
        told = cut(message)
        self._problems.append(Problem(self._path, place.line, place.column, told, hint, level, rule))

    def find(self, *names: str) -> tuple[Text, Value] | None:
        """Return the key and the value that stand below these names; None when nothing does."""
        entries, found = self._entries, None
        for name in names:
            found = entries.get(name)
            if found is None:
                return None
            entries = found[1].entries if isinstance(found[1], Fields) else {}
        return found

    def value(self, name: str, *, required: bool) -> Value | None:
        """Return the field as it stands in the file; None when it does not."""
        self._known[name] = None
        if name in self._entries:
            return self._entries[name][1]
        if required:
            self.complain(self, f"`{name}` is missing", f"add a line `{name}: …`", rule="yaml-missing-key")
            self._missing[name] = self._problems[-1]
        return None

    def single(self, name: str, *, required: bool = False) -> Text | None:
        """Return the field's text in one line, with its place; None when it is absent, empty or no text."""
        value = self.value(name, required=required)
        if isinstance(value, Text):
            value = value._replace(text=" ".join(value.text.split()))
            if required and not value.text:
                hint = f"write a text after `{name}:`"
                self.complain(value, f"`{name}` is empty", hint, rule="yaml-empty-value")
            return value if value.text else None
        if value is not None:
            hint = f"write `{name}: …` in one line"
            self.complain(value, f"`{name}` must be one text", hint, rule="yaml-type")
        return None

    def text(self, name: str, default: str | None = None) -> str:
        """Return the field's text."""
        found = self.single(name, required=default is None)
        return found.text if found else default or ""

    def choice(self, name: str, known: list[str], default: str, *, required: bool = False) -> str:
        """Return the field's text, which has to be one of `known`."""
        found = self.single(name, required=required)
        if found is None or found.text in known:
            return found.text if found else default
        hint = choices(found.text, known)
        self.complain(found, f"`{name}` cannot be `{found.text}`", hint, rule="yaml-choice")
        return default

    def flag(self, name: str, default: bool) -> bool:
        """Return whether the field says `true`; `false` is the only other answer."""
        found = self.single(name)
        if found is None or found.text in ("true", "false"):
            return found.text == "true" if found else default
        meant = flag_meant(found.text)
        hint = f"did you mean `{meant}`?" if meant else choices(found.text, ["true", "false"])
        self.complain(found, f"`{name}` cannot be `{found.text}`", hint, rule="yaml-choice")
        return default

    def formed(self, name: str, form: Form, *, required: bool = False) -> Text | None:
        """Return the field's text, with its place; None when it is absent or has another form."""
        found = self.single(name, required=required)
        return found if found and self.has_form(found, form) else None

    def listed(self, name: str, form: Form, *, required: bool = False) -> Text | None:
        """Return the field's text, in which commas separate texts of that form."""
        found = self.single(name, required=required)
        if found:
            for part in [part.strip() for part in found.text.split(",") if part.strip()] or [found.text]:
                self.has_form(found._replace(text=part), form)
        return found

    def has_form(self, found: Text, form: Form) -> bool:
        """Return whether a key or value of this section has that form; notes it when it has not."""
        if not form.fits(found.text):
            self.complain(found, f"`{found.text}` {form.told}", form.hint, rule=form.rule)
            return False
        return True

    def duration(self, name: str, default: timedelta) -> timedelta:
        """Return the field's duration, longer than zero."""
        found = self.single(name)
        return self._duration(name, found) or default if found else default

    def cadence(self, name: str) -> timedelta | None:
        """Return how often something is due, None for `never`; the field is required."""
        found = self.single(name, required=True)
        if found is None or found.text == "never":
            return None
        return self._duration(name, found, or_never=True)

    def _duration(self, name: str, found: Text, *, or_never: bool = False) -> timedelta | None:
        duration = parse_duration(found.text)
        if duration:
            return duration
        if duration is not None:
            hint = "write a duration such as 30m"
            self.complain(found, f"`{name}` must be longer than zero", hint, rule="yaml-duration")
            return None
        hint = duration_hint(found.text, or_never=or_never)
        self.complain(found, f"`{name}` is `{found.text}`, which is no duration", hint, rule="yaml-duration")
        return None

    def chosen(self, name: str, known: list[str], what: str, *, rule: str) -> list[str] | None:
        """Return the texts of a list, each of which has to be one of `known`; None when it is absent."""
        items = self.items(name)
        names = Known(known)
        for item in items or ():
            if item.text not in known:
                self.complain(item, f"`{item.text}` is no {what}", names.choices(item.text), rule=rule)
        if items == ():
            hint = f"write at least one: {', '.join(known)}"
            self.complain(self, f"there is no {what} in `{name}`", hint, rule=rule)
        return None if items is None else [item.text for item in items]

    def items(self, name: str) -> tuple[Text, ...] | None:
        """Return the texts of a list; None when the field is absent or no list of texts."""
        value = self.value(name, required=False)
        if value is None:
            return None
        if not isinstance(value, Items):
            self.complain(value, f"`{name}` must be a list", f"write `{name}: [one, two]`", rule="yaml-type")
            return None
        texts = tuple(item for item in value.items if isinstance(item, Text))
        if len(texts) < len(value.items):
            hint = f"write `{name}: [one, two]`"
            self.complain(value, f"`{name}` must be a list of texts", hint, rule="yaml-type")
            return None
        return texts

    def section(self, name: str, *, required: bool = False) -> "Section":
        """Return the field's mapping; an empty one when it is absent or no mapping."""
        value = self.value(name, required=required)
        if value is None:
            unheard = [] if required else self._problems  # that it is missing has been said
            return Section(Fields({}, self.line, self.column), self._path, unheard)
        return self._inner(self._entries[name][0], value)

    def _inner(self, key: Text, value: Value) -> "Section":
        if isinstance(value, Fields):
            return Section(Fields(value.entries, key.line, key.column), self._path, self._problems)
        if isinstance(value, Text) and not value.text:
            return Section(Fields({}, key.line, key.column), self._path, self._problems)
        hint = "write `key: value` lines below it, indented"
        self.complain(value, f"`{key.text}` must be a mapping", hint, rule="yaml-type")
        # Its fields are not there for this one reason: whatever the caller misses is not worth telling.
        return Section(Fields({}, key.line, key.column), self._path, [])

    def sections(self, keys: Form) -> "Iterator[tuple[Text, Section]]":
        """Yield every field that was not asked for as a mapping of its own; their `keys` have that form."""
        for key, value in self._rest():
            self.has_form(key, keys)
            yield key, self._inner(key, value)

    def texts(self, *, keys: Form | None = None, required: bool = False) -> "Iterator[tuple[Text, Text]]":
        """Yield every field that was not asked for as a text in one line."""
        for key, _ in self._rest():
            if keys:
                self.has_form(key, keys)
            yield key, self.single(key.text, required=required) or Text("", key.line, key.column)

    def _rest(self) -> list[tuple[Text, Value]]:
        return [entry for name, entry in self._entries.items() if name not in self._known]

    def refuse_unknown(self) -> None:
        """Note every field that nobody asked for; the one that it is misspelt for is not missing as well."""
        known, lacking = Known(self._known), Known(self._missing)
        for key, _ in self._rest():
            if missing := self._missing.pop(lacking.nearest(key.text), None):
                self._problems.remove(missing)
            hint = known.choices(key.text)
            self.complain(key, f"`{key.text}` is not a known field", hint, rule="yaml-unknown-key")
