"""Real services, looked up in the real ownership table: found exactly, or nobody is named."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from acmeinc.incident.text import clean_line

EVERY = 5
some_or_all = pytest.mark.parametrize(
    "every", [pytest.param(EVERY, id="sample"), pytest.param(1, id="all", marks=pytest.mark.corpus)]
)


@some_or_all
def test_a_real_service_is_found_by_its_name(corpora: Path, real_program: Any, every: int) -> None:
    rows = _rows(corpora)
    assert len(rows) == 381
    for row in rows[::every]:
        found = real_program("owner", "--json", "--", row["service"]).json
        owners = [(m["functionality"], m["service"], m["team"]) for m in found["matches"]]
        expected = tuple(" ".join(row[n].split()) for n in ("functionality", "service", "owning team"))
        assert expected in owners
        assert found["suggestions"] == []


@some_or_all
def test_a_name_of_the_real_incidents_has_an_owner_or_the_fallback(
    corpora: Path, real_program: Any, every: int
) -> None:
    rows = _rows(corpora)
    listed = {clean_line(row[column]).casefold() for row in rows for column in ("functionality", "service")}
    lines = (corpora / "real_incidents.jsonl").read_text("utf-8").splitlines()
    names = {name for line in lines for name in json.loads(line)["affected"]}
    assert len(names) > 100
    for name in sorted(names)[::every]:
        is_listed = name.casefold() in listed
        answer = real_program("owner", "--json", "--", name, code=0 if is_listed else 4).json
        assert bool(answer["matches"]) == is_listed
        assert answer["fallback"] == "https://oncall.example.com/incident"


def _rows(corpora: Path) -> list[dict[str, str]]:
    with (corpora / "ownership_real.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
