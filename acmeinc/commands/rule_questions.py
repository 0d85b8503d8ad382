"""The questions of `rules propose`: which part of the rules, which value of it, and what it is to be."""

from collections.abc import Callable, Mapping
from typing import Any

from acmeinc.commands.questions import required
from acmeinc.errors import NotFound
from acmeinc.process.rule_keys import LISTS, TOP_KEYS, Setting
from acmeinc.process.yaml_edit import Key, value_at
from acmeinc.terminal.prompts import Choice, Prompter

NEW = "a new one"
_NAMED = {
    "conditions": "What is it called?",
    "links": "What is it called?",
    "components": "Which functionality?",
}
"""The groups that anybody may add to, each with the question for a name."""


Fault = Callable[[Setting], str | None]
"""Says what a check refuses in the rules with a setting, None where nothing is wrong."""

_ANY = "x"
"""Stands for the value while its name is asked."""


def ask_setting(ask: Prompter, texts: Mapping[str, str], fault: Fault) -> Setting:
    """Return what a person wants to set: step by step down to one value, in the YAML files as they are.

    What is wrong is told by `fault`, where it is typed. Raises BadData for a file that is not sound YAML,
    NotFound where there is nothing to choose from.
    """
    tree: dict[str, Any] = {}
    for path in TOP_KEYS:
        tree |= value_at(texts.get(path, ""), path, ())
    key, place = _ask_key(ask, tree, fault)
    now = ", ".join(place) if isinstance(place, list) else place or ""
    hint = "with commas between them" if key in LISTS else ""

    def wrong(typed: str) -> str | None:
        return required(typed) or fault(_set(key, typed))

    return _set(key, ask.text(f"{key[-1]}: new value?", now, validate=wrong, hint=hint))


def _set(key: Key, typed: str) -> Setting:
    return Setting(key, " ".join(typed.split()))


def _ask_key(ask: Prompter, tree: dict[str, Any], fault: Fault) -> tuple[Key, Any]:
    """Return the key of one value, and what stands there now, None for a new one."""
    key: Key = ()
    place: Any = tree
    while isinstance(place, dict):
        options = [Choice(name, name, _hint(inner)) for name, inner in place.items()]
        if key and key[-1] in _NAMED:
            options.append(Choice(NEW, NEW))
        if not options:
            raise NotFound("there is nothing to choose from", hint="acmeinc rules propose --set KEY=VALUE")
        picked = ask.choose(f"{key[-1]}: which part?" if key else "What changes?", options)
        if picked == NEW:
            return _ask_name(ask, key, fault), None
        key, place = (*key, picked), place[picked]
    return key, place


def _ask_name(ask: Prompter, key: Key, fault: Fault) -> Key:
    def wrong(typed: str) -> str | None:
        return required(typed) or fault(Setting((*key, typed), _ANY))

    return (*key, ask.text(_NAMED[key[-1]], validate=wrong))


def _hint(inner: Any) -> str:
    """Return what stands under a key, in short."""
    if isinstance(inner, dict):
        return ", ".join(inner)
    return ", ".join(inner) if isinstance(inner, list) else str(inner)
