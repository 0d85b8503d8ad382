"""The names of values in the rules files, as somebody types them: `severities.SEV2.update=45m`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from acmeinc.errors import Usage
from acmeinc.process.meant import nearest
from acmeinc.process.rule_set import SETTINGS, SEVERITY
from acmeinc.process.yaml_edit import Key

TOP_KEYS: Mapping[str, tuple[str, ...]] = {
    SEVERITY: ("severities", "clocks", "retrospective"),
    SETTINGS: (
        *("organization", "time_zone", "business_hours", "document_url", "sync", "branch", "links"),
        "channels",
    ),
}
"""What each YAML file has at its top; no key stands in both."""

LISTS = (("business_hours", "days"), ("business_hours", "holidays"))

_PART = r'"[^"]+"|[^".=\s][^".=]*'
_KEY = re.compile(rf"({_PART})(?:\.({_PART}))*")
_EXAMPLE = "acmeinc rules propose --set severities.SEV2.update=55m"


class Setting(NamedTuple):
    """A value to set; None takes the key out."""

    key: Key
    value: str | None

    @property
    def dotted(self) -> str:
        """Return the key as it is typed."""
        return dotted(self.key)

    @property
    def typed(self) -> str | list[str]:
        """Return the value as the file wants it: some are lists."""
        text = self.value or ""
        if self.key not in LISTS:
            return text
        return [
            part.strip()
            for part in text.strip().removeprefix("[").removesuffix("]").split(",")
            if part.strip()
        ]


def parse_setting(text: str) -> Setting:
    """Return what `KEY=VALUE` sets; raises Usage for anything else."""
    key, equals, value = _apart(text)
    if not equals:
        raise Usage(f"--set {text}: a key and a value belong together", hint=_EXAMPLE)
    return Setting(parse_key(key), " ".join(value.split()))


def parse_key(text: str) -> Key:
    """Return the parts of `a.b."c.d"`; raises Usage for what is no key."""
    if not _KEY.fullmatch(text.strip()):
        raise Usage(f"{text!r} is no key of a rules file", hint=_EXAMPLE)
    return tuple(part.strip('"').strip() for part in re.findall(_PART, text.strip()))


def dotted(key: Key) -> str:
    """Return a key as it is typed, a part that holds a dot or the like in quotes."""
    return ".".join(
        part if re.fullmatch(_PART, part) and part == part.strip() else f'"{part}"' for part in key
    )


def file_of(key: Key, trees: Mapping[str, Any]) -> str:
    """Return the file that a key belongs to; raises Usage, with what was probably meant, for no such key.

    `trees` are the plain contents of the files by path.
    """
    path = next((path for path, names in TOP_KEYS.items() if key[0] in names), "")
    known = [dotted(one) for tree in trees.values() for one in _keys(tree)]
    typed = dotted(key)
    if not path:
        tops = [name for names in TOP_KEYS.values() for name in names]
        meant = next((one for one in known if one.casefold().endswith(f".{typed.casefold()}")), "")
        meant = meant or nearest(typed, known) or nearest(key[0], tops)
        hint = f"did you mean `{meant}`?" if meant else f"a key begins with one of: {', '.join(tops)}"
        raise Usage(f"no rules file has a key `{typed}`", hint=hint)
    other = next((one for one in known if one.casefold() == typed.casefold() and one != typed), "")
    if other and typed not in known:
        raise Usage(f"{path} has no key `{typed}`", hint=f"did you mean `{other}`?")
    return path


def _apart(text: str) -> tuple[str, str, str]:
    """Return `text` cut at the first `=` that stands in no quotes."""
    match = re.match(r'((?:"[^"]*"|[^"=])*)(=?)(.*)', text, re.DOTALL)
    return (match[1], match[2], match[3]) if match else (text, "", "")


def _keys(tree: Any, above: Key = ()) -> Iterator[Key]:
    for name, inner in tree.items() if isinstance(tree, dict) else ():
        yield (*above, name)
        yield from _keys(inner, (*above, name))
