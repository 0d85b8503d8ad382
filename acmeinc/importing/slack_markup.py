"""Slack's mark-up as people read it: names for ids, links written out, `&lt;` decoded."""

import re
from collections.abc import Mapping

_CONTROL = re.compile(r"<([^<>]{1,4000})>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


def plain(text: str, users: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Return a message as it is read in Slack; `users`, `channels` are names by id. Emoji stay `:names:`."""

    def written(match: re.Match[str]) -> str:
        return _written(match[1], users, channels)

    # Slack writes every other `<`, `>` and `&` as an entity, and nothing else.
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], _CONTROL.sub(written, text))


def _written(control: str, users: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Return what stands between `<` and `>`: a person, a channel, a group, a date, or a link."""
    target, _, label = control.partition("|")
    if target.startswith("@"):
        return f"@{label.removeprefix('@') or users.get(target[1:], target[1:])}"
    if target.startswith("#"):
        return f"#{label.removeprefix('#') or channels.get(target[1:], target[1:])}"
    if target.startswith("!"):
        kind = target[1:].partition("^")[0]
        return label or ("@group" if kind == "subteam" else f"@{kind}")
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == address or address.endswith(f"//{label}"):
        return address
    return f"{label} ({address})"
