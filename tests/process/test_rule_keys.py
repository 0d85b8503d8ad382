"""The names of values, as somebody types them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from acmeinc.errors import Usage
from acmeinc.process.rule_keys import TOP_KEYS, Setting, dotted, file_of, parse_key, parse_setting
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity_file import parse_severity

ROOT = Path(__file__).parents[2]
TREES: dict[str, Any] = {
    path: yaml.load((ROOT / path).read_text(encoding="utf-8"), Loader=yaml.BaseLoader) for path in TOP_KEYS
}


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("a.b=c", ("a", "b"), "c"),
        ("a.b = c = d ", ("a", "b"), "c = d"),
        ('a."b.c=d".e=f', ("a", "b.c=d", "e"), "f"),
        (
            "channels.status_page.components.Invoice export=x",
            ("channels", "status_page", "components", "Invoice export"),
            "x",
        ),
        ("a=", ("a",), ""),
        ("a=two\nlines", ("a",), "two lines"),
    ],
)
def test_a_setting(text: str, key: tuple[str, ...], value: str) -> None:
    setting = parse_setting(text)
    assert setting == Setting(key, value)
    assert parse_key(setting.dotted) == key


@pytest.mark.parametrize("text", ["a.b", "=c", ".a=b", "a.=b", "a..b=c", '"a=b', ""])
def test_what_is_no_setting(text: str) -> None:
    with pytest.raises(Usage) as refused:
        parse_setting(text)
    assert refused.value.hint == "acmeinc rules propose --set severities.SEV2.update=55m"


@pytest.mark.parametrize("text", ["[mon, fri]", "mon, fri", "mon,fri", " [ mon ,fri ] "])
def test_days_and_holidays_are_lists(text: str) -> None:
    assert parse_setting(f"business_hours.days={text}").typed == ["mon", "fri"]
    assert parse_setting("business_hours.holidays=[]").typed == []
    assert parse_setting(f"links.days={text}").typed == " ".join(text.split())


@pytest.mark.parametrize("path", TOP_KEYS)
def test_every_file_is_known_by_what_stands_at_its_top(path: str) -> None:
    """In the file that is shipped, and to its reader, which names all it knows."""
    assert set(TREES[path]) <= set(TOP_KEYS[path])
    parse: Any = parse_severity if path == "severity.yaml" else parse_settings
    (hint,) = [p.hint for p in parse("zzzzzzzz: x\n")[1] if "not a known field" in p.message]
    assert hint.removeprefix("use one of: ").split(", ").sort() == sorted(TOP_KEYS[path]).sort()
    assert set(hint.removeprefix("use one of: ").split(", ")) == set(TOP_KEYS[path])


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("severities.SEV9.name", "severity.yaml"),
        ("severities.SEV2.updat", "severity.yaml"),
        ("clocks.decide", "severity.yaml"),
        ("links.new", "acmeinc.yaml"),
        ("time_zone", "acmeinc.yaml"),
    ],
)
def test_the_file_of_a_key(key: str, path: str) -> None:
    """Also of one that is not there yet: whether there can be one, the check says."""
    assert file_of(parse_key(key), TREES) == path


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("SEV2.update", "severities.SEV2.update"),
        ("sev2.UPDATE", "severities.SEV2.update"),
        ("severities.sev2.update", "severities.SEV2.update"),
        ("severity.SEV2.update", "severities.SEV2.update"),
        ("timezone", "time_zone"),
        ("update_every", ""),
        ("bridge", "channels.bridge"),
        ("Links.monitoring", "links.monitoring"),
    ],
)
def test_what_was_probably_meant(key: str, meant: str) -> None:
    with pytest.raises(Usage) as refused:
        file_of(parse_key(key), TREES)
    expected = f"did you mean `{meant}`?" if meant else "a key begins with one of: severities, clocks, "
    assert refused.value.hint.startswith(expected)


def test_a_part_with_a_dot_is_told_in_quotes() -> None:
    assert dotted(("a", "b.c", "d e")) == 'a."b.c".d e'
