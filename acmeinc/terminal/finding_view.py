"""What an examination found, in groups: what is in order, what is not, and what mends it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from acmeinc.incident.text import visible
from acmeinc.process.finding import Finding
from acmeinc.terminal.console import Ink
from acmeinc.terminal.layout import pad, wrap

_CHECK_WIDTH = 19
_INDENT = 2 + _CHECK_WIDTH + 1


def finding_lines(findings: Sequence[Finding], width: int, ink: Ink) -> list[str]:
    """Return every finding, ✓ in order, ✗ to be mended, or ! worth a look; what to type stays in one line."""
    lines: list[str] = []
    for group, members in groupby(findings, key=lambda finding: finding.group):
        lines += ["", ink.bold(group.capitalize())]
        lines += [line for finding in members for line in _finding(finding, width, ink)]
    return lines[1:]


def summary(findings: Iterable[Finding]) -> str:
    """Return in a line how many things are to be mended, and how many are worth a look."""
    counts = {
        "missing": sum(f.stops and f.state == "missing" for f in findings),
        "wrong": sum(f.stops and f.state == "wrong" for f in findings),
        "worth a look": sum(f.state != "ok" and not f.required for f in findings),
    }
    told = [f"{number} {words}" for words, number in counts.items() if number]
    return f"{', '.join(told)}." if told else "Everything is in order."


def _finding(finding: Finding, width: int, ink: Ink) -> list[str]:
    told = visible(finding.told)
    if finding.state == "ok":
        mark = ink.green("✓")
    else:
        mark = ink.red("✗") if finding.required else ink.yellow("!")
        told = f"{finding.state}: {told}"
    first, *more = wrap(told, width - _INDENT)
    lines = [f"{mark} {pad(visible(finding.check), _CHECK_WIDTH)} {first}"]
    lines += [" " * _INDENT + line for line in more]
    return lines + ([f"{' ' * _INDENT}{visible(finding.mend)}"] if finding.mend else [])
