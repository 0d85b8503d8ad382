"""`docs/check.md` explains every rule that the program knows, and the program names no other."""

import re
from pathlib import Path

from acmeinc.process.rule_names import RULES

ROOT = Path(__file__).parents[2]


def test_the_page_explains_every_rule_in_the_words_of_the_program() -> None:
    """In the same order, with the same level."""
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (error|warning) \| (.+) \|$", page, re.MULTILINE)
    assert rows == [(name, rule.level, f"{rule.what} {rule.why}") for name, rule in RULES.items()]


def test_every_rule_that_code_names_is_known_and_every_known_one_is_named() -> None:
    """A name in the code that no page explains would be of no use to who reads it."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "acmeinc").rglob("*.py")]
    named = {name for text in texts for name in re.findall(r'rule\s*=\s*"([a-z-]+)"', text)}
    assert named | {"yaml-syntax"} == set(RULES), "yaml-syntax is what no other name fits"
