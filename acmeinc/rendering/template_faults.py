"""What is wrong with a template, told by line and column: what it raises, and what it names in vain."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import TemplateAssertionError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError

from acmeinc.errors import Problem
from acmeinc.process.meant import choices
from acmeinc.rendering.sandbox import (
    FILTERS,
    TESTS,
    Environment,
    Refused,
    TooLong,
    TooManyTurns,
    refusals,
    tree_of,
)
from acmeinc.rendering.template_places import Place, Source

WHAT_WORKS = "a template can use {{ value }}, {% if %}, {% for %}, {% set %} and filters"

_UNKNOWN = re.compile(
    "No (filter|test) named '(.+?)'|(?:'(.+?)' is undefined)|has no (?:attribute|element) '?(.+?)'?$"
)


def fault(path: str, text: str, error: Exception, values: Mapping[str, Any]) -> Problem:
    """Return what `error` says of the template `text`, which was read or filled in with `values`."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_in(path, error)
    match error:
        case TemplateAssertionError() | UndefinedError() if known := _UNKNOWN.search(error.message or ""):
            return _unknown_in(path, text, line, known, values)
        case Refused():
            place = Source(text).first(error.word, line)
            return Problem(path, *place, str(error.message), WHAT_WORKS, rule="template-forbidden")
        case TemplateSyntaxError():
            return _unread(path, text, error)
        case TooLong():
            return Problem(path, *_tag(text, line), str(error), _see(path, line), rule="template-too-large")
        case TooManyTurns():
            return Problem(path, *_tag(text, line), str(error), _see(path, line), rule="template-too-slow")
        case SecurityError():
            message = f"not allowed: {error}"
            return Problem(path, *_tag(text, line), message, WHAT_WORKS, rule="template-forbidden")
        case RecursionError() | SyntaxError():
            message, hint = "the template is nested too deeply", "use fewer levels"
            return Problem(path, *_tag(text, line), message, hint, rule="template-syntax")
        case MemoryError():
            message = "the template takes too much memory"
            return Problem(path, *_tag(text, line), message, _see(path, line), rule="template-too-large")
    message = f"the template fails: {error or type(error).__name__}"
    return Problem(path, *_tag(text, line), message, _see(path, line), rule="template-fails")


def standing_faults(path: str, text: str, values: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with a template that may name `values`, in the parts never reached, too."""
    try:
        tree = tree_of(text, path)
    except Exception as error:
        # A template can fail in any way that Python can; each is a fault of that file.
        return [fault(path, text, error, values)]
    source = Source(text)
    found = [fault(path, text, refusal, values) for refusal in refusals(tree, path)]
    found += _unknown_names(path, source, tree, values)
    return sorted(set(found), key=lambda problem: (problem.line, problem.column, problem.message))


class _Sort(NamedTuple):
    """A sort of name in a template: what it is called, the sign it stands behind, the rule it can break."""

    word: str
    sign: str
    rule: str


_VALUE = _Sort("value", "", rule="template-unknown-variable")
_PART = _Sort("value", ".", rule="template-unknown-variable")
_FILTER = _Sort("filter", "|", rule="template-unknown-filter")
_TEST = _Sort("test", "is", rule="template-unknown-test")


def _unknown_names(
    path: str, source: Source, tree: nodes.Template, values: Mapping[str, Any]
) -> Iterator[Problem]:
    names = list(tree.find_all(nodes.Name))
    known = {*values, "loop", *(node.name for node in names if node.ctx == "store")}
    unknown: list[tuple[_Sort, set[str], Iterable[str]]] = [
        (_VALUE, {node.name for node in names} - known, values),
        (_FILTER, {node.name for node in tree.find_all(nodes.Filter)} - {*FILTERS}, FILTERS),
        (_TEST, {node.name for node in tree.find_all(nodes.Test)} - {*TESTS}, TESTS),
    ]
    for sort, those, choice in unknown:
        for name in those:
            for place in source.names(name, sort.sign) or [Place(0, 0)]:
                yield _unknown(path, place, sort, name, choice)


def _unknown_in(path: str, text: str, line: int, said: re.Match[str], values: Mapping[str, Any]) -> Problem:
    test_or_filter, of_sort, value, part = said.groups()
    name = of_sort or value or part
    sort, choice = {
        "filter": (_FILTER, FILTERS),
        "test": (_TEST, TESTS),
    }.get(test_or_filter, (_PART, _keys_in(list(values.values()))) if part else (_VALUE, values))
    places = [place for place in Source(text).names(name, sort.sign) if place.line >= line]
    return _unknown(path, places[0] if places else Source(text).first(name, line), sort, name, choice)


def _unknown(path: str, place: Place, sort: _Sort, name: str, choice: Iterable[str]) -> Problem:
    # What one mapping has another may lack: the name itself is no advice.
    hint = choices(name, sorted({*choice} - {name}))
    return Problem(path, *place, f"there is no {sort.word} `{name}`", hint, rule=sort.rule)


def _keys_in(value: Any) -> set[str]:
    """Return the keys of every mapping inside `value`."""
    if isinstance(value, Mapping):
        return {*value}.union(*map(_keys_in, value.values()))
    return set().union(*map(_keys_in, value)) if isinstance(value, list) else set()


_TAGS = ["if", "elif", "else", "endif", "for", "endfor", "set"]
_SYNTAX = (
    ("unexpected end of template", "this tag is never closed", "add }} or %}"),
    ("end of comment", "this comment is never closed", "add #}"),
    ("end of raw", "this is never closed", "add {% endraw %}"),
    (
        "expected token 'end of",
        "this does not fit what stands before it",
        "close the tag before it: }} or %}",
    ),
    ("Expected an expression", "a value is missing here", WHAT_WORKS),
    ("tag name expected", "a tag is missing here", WHAT_WORKS),
)
"""What Jinja2 says, what it means to someone who mends the template, and what to do."""


def _unread(path: str, text: str, error: TemplateSyntaxError) -> Problem:
    said = error.message or "the template cannot be read"
    place = Source(text).unread(Environment())
    row = next((row for row in _SYNTAX if row[0] in said), None)
    message, hint = row[1:] if row else (said, _see(path, place.line))
    closing = re.search("needs to be closed is '(.+?)'", said)
    opened = closing[1] if closing else ""
    if tag := re.match("Encountered unknown tag '(.+?)'", said):
        message, hint = _misplaced(tag[1], opened)
    elif opened:
        message, hint = f"`{opened}` is never closed", f"add {{% end{opened} %}}"
    return Problem(path, *place, message, hint, rule="template-syntax")


def _misplaced(tag: str, opened: str) -> tuple[str, str]:
    """Return what is told of a tag that is none, or that does not close what is `opened`, "" for nothing."""
    if tag not in _TAGS:
        return f"there is no tag `{tag}`", choices(tag, _TAGS)
    hint = f"close `{opened}` first: {{% end{opened} %}}" if opened else "delete it: nothing is open here"
    return f"the tag `{tag}` does not fit here", hint


def _tag(text: str, line: int) -> Place:
    return Source(text).tag(line) if line else Place(0, 0)


def _see(path: str, line: int) -> str:
    where = f"line {line} of {path}" if line else path
    return f"change {where}, or go back to the last version that worked: git log -p -- {path}"


def _line_in(path: str, error: Exception) -> int:
    """Return the template's line that raised `error`, 0 when it is not known."""
    line, traceback = 0, error.__traceback__
    while traceback:
        if traceback.tb_frame.f_code.co_filename == path:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
