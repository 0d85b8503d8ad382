"""Rules files as long as may be, made to take the time or the memory of whoever reads them."""

from collections.abc import Callable, Iterator

YAML, TABLE = 199_000, 990_000
"""How long they are, in characters."""


def _filled(length: int) -> Callable[..., str]:
    def fill(piece: str, head: str = "", tail: str = "") -> str:
        return head + piece * ((length - len(head) - len(tail)) // len(piece)) + tail

    return fill


def _numbered(length: int) -> Callable[..., str]:
    def number(piece: str, head: str = "") -> str:
        count = (length - len(head)) // (len(piece) + 4)
        return head + "".join(piece.format(n) for n in range(count))

    return number


def hostile_yaml() -> dict[str, str]:
    """Return texts for `severity.yaml` and `acmeinc.yaml`, by what is strange in them."""
    fill, number = _filled(YAML), _numbered(YAML)
    conditions = "severities:\n  SEV1:\n    conditions:\n"
    return {
        "open lists": fill("["),
        "open mappings": fill("{a: "),
        "dashes": fill("- "),
        "complex keys": fill("? "),
        "unknown keys": number("k{}: x\n"),
        "one key": fill("a: b\n"),
        "anchors": number("a{}: &x [1]\n"),
        "aliases": fill("- *x\n", "a: &x [1]\nb:\n"),
        "tags": number("a{}: !x y\n"),
        "undefined tags": number("a{}: !x!y z\n"),
        "one long text": fill("x", "a: "),
        "one long key": fill("x", "", ": y"),
        "quotes": fill('"'),
        "apostrophes": fill("'"),
        "colons": fill("a: "),
        "list of texts": fill("b, ", "a: [", "]"),
        "blank lines": fill("\n"),
        "tabs": fill("\t"),
        "spaces": fill(" "),
        "comments": fill("# x\n"),
        "block": fill("  x\n", "a: |\n"),
        "levels": number("  SEV{}: {{name: x}}\n", "severities:\n"),
        "conditions": number("      c{}: x\n", conditions),
        "conditions without ids": fill("      - x\n", conditions),
        "escapes": fill("\\x41", 'a: "', '"'),
        "days": fill("monx, ", "business_hours: {days: [", "]}"),
        "holidays": fill("US, ", "business_hours: {holidays: [", "]}"),
        "time zone": fill("America/", "time_zone: "),
        "addresses": fill("a@,", "channels: {email: {via: smtp, from: a@example.com, to: '", "'}}"),
        "components": number("      c{}: x!\n", "channels:\n  status_page:\n    components:\n"),
        "braces": fill("{path}", "document_url: "),
        "secrets": number("  l{}: https://hooks.slack.com/services/T/B/x\n", "links:\n"),
        "almost passwords": fill("x://a:", "a: "),
        "almost keys": fill("-----BEGIN ", "a: "),
        "wide characters": number("k{}: 😀\n"),
    }


HEADER = "functionality,service,owning team,paging schedule link\n"


def hostile_tables() -> dict[str, str]:
    """Return texts for `ownership.csv`, by what is strange in them."""
    fill, number = _filled(TABLE), _numbered(TABLE)
    return {
        "commas": fill(","),
        "columns": number("c{},"),
        "one column": fill("service,"),
        "too many columns": fill(",service", HEADER.strip()),
        "rows": fill("a,b,c,d\n", HEADER),
        "short rows": fill("a\n", HEADER),
        "one endless row": fill("a,", HEADER),
        "quotes": fill('"', HEADER),
        "empty quotes": fill('"",', HEADER),
        "open quote": fill("x", HEADER + '"'),
        "cells of many lines": fill('"\n\n\n",b,c,d\n', HEADER),
        "one endless cell": fill("x", HEADER),
        "empty cells": fill(",,,x\n", HEADER),
        "blank lines": fill("\n"),
        "returns": fill("\r"),
        "spaces": fill(" ", HEADER),
        "formulas": fill("=,=,=,=\n", HEADER),
        "two teams": number("a,b,t{},https://x.example.com\n", HEADER),
        "a long team": number("a,b,t{},https://x.example.com\n", f"{HEADER}a,b,{'t' * 100_000},https://x\n"),
        "no links": fill("a,b,c,http://\n", HEADER),
        "almost a host": fill("x.", f"{HEADER}a,b,c,"),
        "almost a scheme": fill("ab:", f"{HEADER}a,b,c,"),
        "almost a number": fill("1-", f"{HEADER}a,b,c,+", "x"),
        "semicolons": fill(";"),
        "almost a password": fill("x://a:", HEADER),
    }


def hostile_repositories() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rules files of whole repositories, with what is strange in them."""
    for name, text in hostile_yaml().items():
        yield f"severity: {name}", {"severity.yaml": text}
        yield f"settings: {name}", {"acmeinc.yaml": text}
    for name, text in hostile_tables().items():
        yield f"ownership: {name}", {"ownership.csv": text}
    vendors = (
        "vendor,product,owning team/owner of relationship,link to vendor support portal,vendor status page\n"
    )
    link = "https://x.example.com"
    number = _numbered(TABLE)
    yield (
        "teams that are almost known",
        {
            "ownership.csv": number("f{0},s{0},Team number {0}," + link + "\n", HEADER),
            "vendors.csv": number("v,p,Team numbr {}," + f"{link},{link}\n", vendors),
            "people.csv": number("n{0},n@example.com,Team numbr {0},r\n", "name,email,team,role\n"),
        },
    )
    long = "ab" * 50_000
    yield (
        "long teams",
        {
            "ownership.csv": HEADER + "".join(f"f,s{n},{long}{n},{link}\n" for n in range(9)),
            "vendors.csv": vendors + "".join(f"v,p,{long}{n}x,{link},{link}\n" for n in range(9)),
        },
    )
