"""Rules kept as plain values come back as they were."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from acmeinc.process.known import fingerprint, from_plain, to_plain
from acmeinc.process.settings import BusinessHours, Settings
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity_file import parse_severity
from acmeinc.storage.known_rules import KnownRules
from acmeinc.storage.seed import seed_root


def test_the_seeds_rules_come_back_equal() -> None:
    root = seed_root()
    severity, _ = parse_severity((root / "severity.yaml").read_text(encoding="utf-8"))
    settings, _ = parse_settings((root / "acmeinc.yaml").read_text(encoding="utf-8"))
    assert severity is not None
    assert settings is not None
    assert from_plain(to_plain(severity)) == severity
    assert from_plain(to_plain(settings)) == settings


def test_sets_dates_and_links_come_back_equal() -> None:
    hours = BusinessHours(
        frozenset({0, 6}), timedelta(hours=9), timedelta(hours=17), frozenset({date(2026, 12, 25)})
    )
    settings = Settings(business_hours=hours, links={"monitoring": "https://monitoring.example.com"})
    assert from_plain(to_plain(settings)) == settings


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"text": "other", "rules": 1}', id="another text"),
        pytest.param(b'{"text": 1}', id="another shape"),
    ],
)
def test_a_broken_cache_only_costs_time(tmp_path: Path, kept: bytes) -> None:
    folder = tmp_path / "acmeinc" / "rules"
    folder.mkdir(parents=True)
    (folder / "severity.yaml.json").write_bytes(kept)
    assert KnownRules(tmp_path).recall("severity.yaml", "severities:") is None


def test_what_was_kept_is_recalled_for_the_same_text_only(tmp_path: Path) -> None:
    known = KnownRules(tmp_path)
    known.keep("acmeinc.yaml", "sync: auto", Settings(sync="auto"))
    assert known.recall("acmeinc.yaml", "sync: auto") == Settings(sync="auto")
    assert known.recall("acmeinc.yaml", "sync: manual") is None
    assert fingerprint("a") != fingerprint("b")
