"""The small template language: Jinja2's immutable sandbox, with everything taken out that could run away.

A template is changed by pull request, and a message must go out within seconds. So a template may print
values, test them and go through lists; it cannot call, calculate or load anything. What is left ends soon
whatever is written in it: loops share one budget, and no expression makes a long text out of short ones.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

OUTPUT_LIMIT = 200_000
LOOP_LIMIT = 20_000

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.CondExpr, nodes.Filter, nodes.Test),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Keyword),
)
_KEPT_FILTERS = ("capitalize", "default", "dictsort", "first", "last", "length", "lower", "trim", "upper")
_KEPT_TESTS = ("defined", "undefined", "none", "string", "mapping", "sequence", "true", "false")
_NOT_PLAIN = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WHAT_WORKS = "a template can use {{ value }}, {% if %}, {% for %}, {% set %} and filters"


def rendered(source: str, file: str, values: Mapping[str, Any]) -> str:
    """Return the template's text with `values` in it; raises what Jinja2 raises."""
    environment = _Environment()
    tree = _parsed(environment, source, file)
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, "budgeted", [], [], None, None, lineno=loop.lineno)
    template = environment.template_class.from_code(
        environment, environment.compile(tree, file, file), environment.globals
    )
    return "".join(_limited(template.generate(dict(values))))


def refuse_unreadable(source: str, file: str) -> None:
    """Raise what Jinja2 raises for a template that cannot be read, whatever the values."""
    _parsed(_Environment(), source, file)


def _parsed(environment: "_Environment", source: str, file: str) -> nodes.Template:
    tree = environment.parse(source, filename=file)
    _refuse_the_rest(tree, file)
    return tree


def yaml_scalar(value: object) -> str:
    """Return `value` as a double-quoted scalar that YAML and JSON readers read as the same text."""
    quoted = json.dumps(str(value), ensure_ascii=False)
    return "".join(_limited([_NOT_PLAIN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)]))


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja2 without globals and with the few filters and tests that cannot run away."""

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._turns_left = LOOP_LIMIT
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _KEPT_FILTERS}
        self.filters |= {"join": _joined, "yaml": yaml_scalar, "budgeted": self._budgeted}
        self.tests = {name: self.tests[name] for name in _KEPT_TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute`: of a dict its value by that name, even where a method has the same name."""
        if not isinstance(obj, Mapping):
            return super().getattr(obj, attribute)
        return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may read a Python attribute: only one of `loop`, as `loop.last`."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)

    def _budgeted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._turns_left -= 1
            if self._turns_left < 0:
                raise SecurityError(f"the loops together take more than {LOOP_LIMIT:,} turns")
            yield item


def _refuse_the_rest(tree: nodes.Template, file: str) -> None:
    for node in chain([tree], tree.find_all(nodes.Node)):
        if not (isinstance(node, _ALLOWED) or _is_list_of_constants(node) or _is_pair_of_names(node)):
            says = f"`{type(node).__name__.lower()}` is not available here; {_WHAT_WORKS}"
            raise TemplateSyntaxError(says, node.lineno, file, file)


def _is_list_of_constants(node: nodes.Node) -> bool:
    """Return whether a template may write this list: lists of lists could double without end."""
    listed = isinstance(node, nodes.List | nodes.Tuple)
    return listed and all(isinstance(item, nodes.Const) for item in node.iter_child_nodes())


def _is_pair_of_names(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Tuple) and node.ctx == "store"


def _joined(items: Iterable[Any], separator: str = "") -> str:
    return str(separator).join(_limited((str(item) for item in items), len(str(separator))))


def _limited(chunks: Iterable[str], each: int = 0) -> Iterator[str]:
    size = 0
    for chunk in chunks:
        size += len(chunk) + each
        if size > OUTPUT_LIMIT:
            raise SecurityError(f"the text is longer than {OUTPUT_LIMIT // 1000} kB")
        yield chunk
