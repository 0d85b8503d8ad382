"""A page in one file: its style within, no script, nothing from elsewhere. It can be mailed and printed.

Its templates are part of the program. They show what the program works out, and a team has no words in them
to change; the public status page, which speaks for a team, has templates of its own.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "sheet.css"


def sheet(name: str, values: Mapping[str, Any]) -> str:
    """Return the page that the template `name` makes of values; every text in them is escaped.

    Its policy allows a browser to show it with exactly this style, and nothing else.
    """
    environment = _environment()
    assert environment.loader
    style, _, _ = environment.loader.get_source(environment, STYLE)
    page = environment.get_template(name)
    return page.render(values, style=_safe(style), policy=_policy(style)) + "\n"


def _policy(style: str) -> str:
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _safe(style: str) -> str:
    from markupsafe import Markup

    return Markup(style)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("acmeinc.site", "sheets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
