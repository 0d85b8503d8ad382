"""The small template language: Jinja2's immutable sandbox, with everything taken out that could run away.

A template is changed by pull request, and a message must go out within seconds. So a template may print
values, test them and go through lists; it cannot call, calculate or load anything. What is left ends soon
whatever is written in it: loops share one budget, and no expression makes a long text out of short ones.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

SOURCE_LIMIT = 200_000
OUTPUT_LIMIT = 200_000
LOOP_LIMIT = 20_000
PAGE = ".html"
"""Ends the name of a template that makes a page: its values are escaped, and nobody waits for it at night."""
LONGER = 100
"""So many times longer than a message a page may be, and so many times as many turns its loops may take."""

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.CondExpr, nodes.Filter, nodes.Test),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Keyword),
)
FILTERS = (
    "capitalize",
    "default",
    "dictsort",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "trim",
    "upper",
    "yaml",
)
TESTS = ("defined", "undefined", "none", "string", "mapping", "sequence", "true", "false")
_NOT_PLAIN = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BUDGET = "turns left"
"""No template can name this: it holds a space."""


class Refused(TemplateSyntaxError):
    """Something that the language does not have, called `what`; `word` is what stands there for it."""

    def __init__(self, what: str, line: int, file: str, word: str = "") -> None:
        super().__init__(f"`{what}` is not available here", line, file, file)
        self.word = word or what


class TooLong(SecurityError):
    """The template, or what it makes, is longer than anybody would read."""


class TooManyTurns(SecurityError):
    """The loops go on for longer than a message can wait."""


def rendered(source: str, file: str, values: Mapping[str, Any]) -> str:
    """Return the template's text with `values` in it; raises what Jinja2 raises."""
    times = LONGER if file.endswith(PAGE) else 1
    budget = {_BUDGET: iter(range(LOOP_LIMIT * times))}
    text = _compiled(source, file).generate({**values, **budget})
    return "".join(_limited(text, limit=OUTPUT_LIMIT * times))


def tree_of(source: str, file: str) -> nodes.Template:
    """Return the template as Jinja2 reads it; raises TemplateSyntaxError, or TooLong."""
    if len(source) > SOURCE_LIMIT:
        raise TooLong(f"the template is longer than {SOURCE_LIMIT // 1000} kB")
    return Environment().parse(source, filename=file)


def refusals(tree: nodes.Template, file: str) -> Iterator[Refused]:
    """Yield everything in a template that the language does not have."""
    for node in chain([tree], tree.find_all(nodes.Node)):
        if not (isinstance(node, _ALLOWED) or _is_list_of_constants(node) or _is_pair_of_names(node)):
            yield Refused(type(node).__name__.lower(), node.lineno, file, _WORDS.get(type(node), ""))
        elif (name := _attribute(node)).startswith("__"):
            yield Refused(name, node.lineno, file)


def yaml_scalar(value: object) -> str:
    """Return `value` as a double-quoted scalar that YAML and JSON readers read as the same text."""
    quoted = json.dumps(str(value), ensure_ascii=False)
    return "".join(_limited([_NOT_PLAIN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)]))


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2 without globals and with the few filters and tests that cannot run away."""

    def __init__(self, *, escapes: bool = False) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=escapes,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.globals.clear()
        own = {"join": _joined, "yaml": yaml_scalar}
        self.filters = {name: own.get(name) or self.filters[name] for name in FILTERS}
        self.filters[_BUDGET] = _budgeted
        self.tests = {name: self.tests[name] for name in TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute`: of a dict its value by that name, even where a method has the same name."""
        if not isinstance(obj, Mapping):
            return super().getattr(obj, attribute)
        return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may read a Python attribute: only one of `loop`, as `loop.last`."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)


@lru_cache(maxsize=64)
def _compiled(source: str, file: str) -> Template:
    tree = tree_of(source, file)
    for refusal in refusals(tree, file):
        raise refusal
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _BUDGET, [], [], None, None, lineno=loop.lineno)
    environment = Environment(escapes=file.endswith(PAGE))
    code = environment.compile(tree, file, file)
    return environment.template_class.from_code(environment, code, environment.globals)


@pass_context
def _budgeted(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    turns = context.parent[_BUDGET]
    for item in items:
        if next(turns, None) is None:
            raise TooManyTurns("the loops together take too many turns")
        yield item


_WORDS: Mapping[type[nodes.Node], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
    nodes.Neg: "-",
    nodes.Pos: "+",
    nodes.Concat: "~",
    nodes.Call: "(",
    nodes.List: "[",
    nodes.Tuple: "(",
    nodes.Dict: "{",
    nodes.Pair: ":",
    nodes.NSRef: ".",
    nodes.Slice: ":",
    nodes.AssignBlock: "set",
    nodes.FilterBlock: "filter",
    nodes.CallBlock: "call",
    nodes.FromImport: "from",
}
"""What stands in a template for a node of its tree, where it is not called the same."""


def _attribute(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    key = node.arg if isinstance(node, nodes.Getitem) else None
    return str(key.value) if isinstance(key, nodes.Const) else ""


def _is_list_of_constants(node: nodes.Node) -> bool:
    """Return whether a template may write this list: lists of lists could double without end."""
    listed = isinstance(node, nodes.List | nodes.Tuple)
    return listed and all(isinstance(item, nodes.Const) for item in node.iter_child_nodes())


def _is_pair_of_names(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Tuple) and node.ctx == "store"


def _joined(items: Iterable[Any], separator: str = "") -> str:
    return str(separator).join(_limited((str(item) for item in items), len(str(separator))))


def _limited(chunks: Iterable[str], each: int = 0, *, limit: int = OUTPUT_LIMIT) -> Iterator[str]:
    size = 0
    for chunk in chunks:
        size += len(chunk) + each
        if size > limit:
            raise TooLong(f"the text is longer than {limit // 1000} kB")
        yield chunk
