"""The JSON Schemas say what the validation says: as far as a schema can say it, and never more."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from acmeinc.process.rule_file import parse_duration
from acmeinc.process.rule_help import HELP
from acmeinc.process.rule_schema import READERS, paths_in, schema_of
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity_file import parse_severity

ROOT = Path(__file__).parents[2]
PARSERS: Mapping[str, Callable[[str], tuple[Any, list[Any]]]] = {
    "severity": parse_severity,
    "acmeinc": parse_settings,
}
SCHEMAS = {name: schema_of(name) for name in READERS}


class _Editor(yaml.SafeLoader):
    """Reads YAML as editors do: the core schema of YAML 1.2."""


_Editor.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", "~|null|Null|NULL|", [*"~nN", ""]),
    ("bool", "true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
):
    _Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
_Editor.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(node.value.lstrip("0xo") or "0", 16)
)


def in_editor(text: str) -> Any:
    """Return what an editor reads, names of fields as text."""

    def keyed(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): keyed(part) for key, part in value.items()}
        return [keyed(part) for part in value] if isinstance(value, list) else value

    return keyed(yaml.load(text, _Editor))


def refusals(name: str, text: str) -> list[str]:
    """Return what an editor complains of."""
    validator = Draft202012Validator(SCHEMAS[name])
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(in_editor(text))]


@pytest.mark.parametrize("name", READERS)
def test_the_kept_schema_is_that_of_the_validation(name: str) -> None:
    """`python docs/schemas.py` writes them anew."""
    kept = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert json.loads(kept) == SCHEMAS[name]


@pytest.mark.parametrize("name", READERS)
def test_the_schema_is_one_for_editors_of_either_draft(name: str) -> None:
    """It is valid, and has no word that only one of them knows."""
    Draft202012Validator.check_schema(SCHEMAS[name])
    Draft7Validator.check_schema(SCHEMAS[name] | {"$schema": Draft7Validator.META_SCHEMA["$schema"]})
    words = re.findall(
        r'"(prefixItems|unevaluated\w+|dependent\w+|definitions|\$\w+)":', json.dumps(SCHEMAS[name])
    )
    assert words == ["$schema"]


@pytest.mark.parametrize("name", READERS)
def test_every_field_has_its_help(name: str) -> None:
    """Short enough to be read, and none of a field that there is not."""
    assert set(paths_in(SCHEMAS[name])) == set(HELP[name])
    assert all(text.endswith(".") and len(text) < 140 for text in HELP[name].values())


@pytest.mark.parametrize("name", READERS)
def test_the_shipped_file_names_its_schema_and_passes(name: str) -> None:
    """The modeline is relative to the file; the schema lies there in every incident repository."""
    text = (ROOT / f"{name}.yaml").read_text(encoding="utf-8")
    line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert line and (ROOT / line[1]).is_file()
    assert refusals(name, text) == []


def test_the_defaults_are_durations_as_people_write_them() -> None:
    """An editor offers them."""
    fields = {**SCHEMAS["severity"]["properties"]["clocks"]["properties"]}
    fields |= SCHEMAS["severity"]["properties"]["retrospective"]["properties"]
    assert {name: part["default"] for name, part in fields.items()} == {
        "decide": "10m",
        "declare": "20m",
        "length": "45m",
        "earliest": "1d",
        "latest": "2d",
    }
    assert all(parse_duration(part["default"]) for part in fields.values())


LEVEL = "severities: {SEV1: {name: Bad, check_in: 20m, update: 30m, status_page: 1h, page: true}}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("severity", "", id="empty"),
        pytest.param("severity", "severities:", id="no-level"),
        pytest.param("severity", "severities: 3", id="levels-number"),
        pytest.param("severity", LEVEL.replace("SEV1", "SEV10"), id="sev10"),
        pytest.param("severity", LEVEL.replace("SEV1", "sev1"), id="small-letters"),
        pytest.param("severity", "severities: {SEV1: }", id="empty-level"),
        pytest.param("severity", LEVEL.replace("name: Bad, ", ""), id="no-name"),
        pytest.param("severity", LEVEL.replace("Bad", ""), id="empty-name"),
        pytest.param("severity", LEVEL.replace("Bad", "[a]"), id="list-name"),
        pytest.param("severity", LEVEL.replace("20m", "20"), id="number"),
        pytest.param("severity", LEVEL.replace("20m", "1:30"), id="clock"),
        pytest.param("severity", LEVEL.replace("30m", "0m"), id="zero"),
        pytest.param("severity", LEVEL.replace("30m", "-30m"), id="negative"),
        pytest.param("severity", LEVEL.replace("30m", "30 m"), id="space"),
        pytest.param("severity", LEVEL.replace("1h", "no"), id="no"),
        pytest.param("severity", LEVEL.replace("1h", "Never"), id="never"),
        pytest.param("severity", LEVEL.replace("status_page", "statuspage"), id="unknown-field"),
        pytest.param("severity", LEVEL.replace("page: true", "page: yes"), id="yes"),
        pytest.param("severity", LEVEL.replace("page: true", "pagerduty: fatal"), id="pagerduty"),
        pytest.param("severity", LEVEL.replace("page: true", "conditions: {A b: c}"), id="condition-id"),
        pytest.param("severity", LEVEL.replace("page: true", "conditions: {a: }"), id="condition-text"),
        pytest.param("severity", LEVEL.replace("page: true", "conditions: [a]"), id="condition-list"),
        pytest.param("severity", f"{LEVEL}clocks: {{decide: soon}}", id="soon"),
        pytest.param("severity", f"{LEVEL}clocks: {{decied: 10m}}", id="unknown-clock"),
        pytest.param("severity", f"{LEVEL}retrospective: {{length: 45}}", id="length"),
        pytest.param("severity", f"{LEVEL}severity: x", id="unknown"),
        pytest.param("acmeinc", "organisation: Acme", id="organisation"),
        pytest.param("acmeinc", "organization: [Acme]", id="organization-list"),
        pytest.param("acmeinc", "sync: always", id="sync"),
        pytest.param("acmeinc", "links: [a]", id="links"),
        pytest.param("acmeinc", "links: {a: {b: c}}", id="links-deep"),
        pytest.param("acmeinc", "document_url: https://x/{path", id="brace"),
        pytest.param("acmeinc", "document_url: https://x/{id}", id="other-brace"),
        pytest.param("acmeinc", "business_hours: {days: []}", id="no-day"),
        pytest.param("acmeinc", "business_hours: {days: mon}", id="days"),
        pytest.param("acmeinc", "business_hours: {days: [monday]}", id="day"),
        pytest.param("acmeinc", "business_hours: {from: 9:00}", id="time"),
        pytest.param("acmeinc", "business_hours: {to: 24:01}", id="late"),
        pytest.param("acmeinc", "business_hours: {holidays: [usa]}", id="holiday"),
        pytest.param("acmeinc", "business_hours: {holidays: US}", id="holidays"),
        pytest.param("acmeinc", "business_hours: {hours: 8}", id="hours"),
        pytest.param("acmeinc", "channels: {pagign: {via: x}}", id="channel"),
        pytest.param("acmeinc", "channels: {chat: {via: slak}}", id="via"),
        pytest.param("acmeinc", "channels: {chat: {via: webhook}}", id="no-format"),
        pytest.param("acmeinc", "channels: {chat: {via: webhook, format: x}}", id="format"),
        pytest.param("acmeinc", "channels: {chat: {archive: yes}}", id="archive"),
        pytest.param("acmeinc", "channels: {chat: {bot_Token: x}}", id="secret"),
        pytest.param("acmeinc", "channels: {paging: {routing-key: x}}", id="key"),
        pytest.param("acmeinc", "channels: {email: {via: smtp}}", id="mail"),
        pytest.param("acmeinc", "channels: {email: {via: smtp, from: a@b.example}}", id="mail-to"),
        pytest.param("acmeinc", "channels: {email: {from: Bo <a@b.example>}}", id="mail-from"),
        pytest.param(
            "acmeinc",
            "channels: {email: {via: smtp, from: a@b.example, to: 'c@d.example, x'}}",
            id="mail-list",
        ),
        pytest.param(
            "acmeinc",
            "channels: {email: {via: smtp, from: a@b.example, to: c@d.example, cc: x}}",
            id="mail-cc",
        ),
        pytest.param("acmeinc", "channels: {status_page: {via: statuspage}}", id="page"),
        pytest.param("acmeinc", "channels: {status_page: {page: a/b}}", id="page-id"),
        pytest.param("acmeinc", "channels: {status_page: {components: {Login: ../x}}}", id="component"),
        pytest.param("acmeinc", "channels: {status_page: {components: {Login: ''}}}", id="no-component"),
        pytest.param("acmeinc", "channels: {bridge: 'https://x/{incident}'}", id="bridge"),
    ],
)
def test_what_is_refused_is_refused_by_both(name: str, text: str) -> None:
    """By the program with a place, by the editor under the cursor."""
    rules, problems = PARSERS[name](text)
    assert rules is None and problems
    assert refusals(name, text) != []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("severity", LEVEL.replace("Bad", "2024"), id="number"),
        pytest.param("severity", LEVEL.replace("Bad", "true"), id="flag"),
        pytest.param("severity", LEVEL.replace("page: true", "page: 'false'"), id="quoted-flag"),
        pytest.param("severity", LEVEL.replace("page: true", "page: , conditions: "), id="nothing"),
        pytest.param("severity", LEVEL.replace("20m", "never"), id="never"),
        pytest.param(
            "severity", f"{LEVEL}clocks:\nretrospective: {{length: '', earliest: 1d}}", id="defaults"
        ),
        pytest.param("acmeinc", "", id="empty"),
        pytest.param("acmeinc", "links:\nchannels:\nbusiness_hours:\nsync:\nbranch: ''\n", id="empty-values"),
        pytest.param("acmeinc", "organization: 42\nbranch: 1.10\nlinks: {a: true, 1: 2}", id="typed"),
        pytest.param(
            "acmeinc", "business_hours: {holidays: [US, 2026-12-24], from: 09:00, to: '24:00'}", id="hours"
        ),
        pytest.param("acmeinc", "channels: {status_page: {via: statuspage, page: 123}}", id="page"),
        pytest.param("acmeinc", "channels: {chat: {via: webhook, format: teams, archive: true}}", id="chat"),
        pytest.param(
            "acmeinc",
            "channels: {email: {via: smtp, from: a@b.example, to: ' c@d.example,, e@f '}}",
            id="mail",
        ),
        pytest.param("acmeinc", "channels: {email: {via: outbox, to: everyone, cc: x}}", id="outbox"),
    ],
)
def test_what_is_accepted_is_accepted_by_both(name: str, text: str) -> None:
    """However it is typed."""
    assert PARSERS[name](text)[1] == []
    assert refusals(name, text) == []


WORDS = st.sampled_from(
    [
        *(
            "",
            "~",
            "null",
            "true",
            "no",
            "on",
            "7",
            "1.10",
            "0x1f",
            "12:30",
            "30m",
            "1d",
            "0m",
            "2h50m",
            "never",
        ),
        *(
            "mon",
            "[mon, fri]",
            "[]",
            "[US, 2026-01-01]",
            "{}",
            "{a: b}",
            "{a-1: x, b-2: 3}",
            "UTC",
            "Europe/Oslo",
        ),
        *("outbox", "smtp", "slack", "webhook", "teams", "statuspage", "site", "auto", "critical", "error"),
        *("a@b.example", "'a@b.example, c@d.example'", "https://x.example/{id}", "https://x.example/{path}"),
        *("'09:00'", "'24:00'", "Ünï", "'a b'", "SEV1"),
    ]
)


DURATIONS = st.sampled_from(["10m", "25m", "90s", "1d", "2h50m", "never", "''", "7", "0m", "~"])


def fields(*names: str, words: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[dict[str, str]]:
    """Return some of the names, each with any of the words."""
    return st.dictionaries(st.sampled_from(names), words, max_size=4)


def braces(of: Mapping[str, str]) -> str:
    """Return a mapping as YAML."""
    return "{" + ", ".join(f"{name}: {word}" for name, word in of.items()) + "}"


SOUND = {"name": "Bad", "check_in": "20m", "update": "30m", "status_page": "1h"}


@given(
    fields("name", "page", "pagerduty", "conditions"),
    fields("check_in", "update", "status_page", words=DURATIONS),
    fields("decide", "declare", words=DURATIONS),
    fields("length", "earliest", "latest", words=DURATIONS),
)
def test_no_severity_file_is_refused_by_the_editor_alone(
    level: dict[str, str], cadences: dict[str, str], clocks: dict[str, str], retrospective: dict[str, str]
) -> None:
    """Accepted by the program, it passes the schema; `~` is nothing to YAML, and no name to an editor."""
    assume(level.get("name") != "~")
    sound = f"severities: {{SEV1: {braces(SOUND)}}}\n"
    for text in (
        f"severities: {{SEV1: {braces(SOUND | level | cadences)}}}\n",
        f"{sound}clocks: {braces(clocks)}\n",
        f"{sound}retrospective: {braces(retrospective)}\n",
    ):
        if parse_severity(text)[0]:
            assert refusals("severity", text) == []


@given(
    fields("organization", "time_zone", "document_url", "sync", "branch", "links"),
    fields("days", "from", "to", "holidays"),
    fields("via", "from", "to", "cc"),
    fields("via", "format", "archive", "incidents"),
    fields("via", "page", "components"),
)
def test_no_settings_file_is_refused_by_the_editor_alone(
    top: dict[str, str],
    hours: dict[str, str],
    mail: dict[str, str],
    chat: dict[str, str],
    page: dict[str, str],
) -> None:
    """Accepted by the program, it passes the schema."""
    alone = (
        braces(top),
        f"business_hours: {braces(hours)}",
        *(
            f"channels: {{{name}: {braces(part)}}}"
            for name, part in {"email": mail, "chat": chat, "status_page": page}.items()
        ),
    )
    for text in alone:
        if parse_settings(text)[0]:
            assert refusals("acmeinc", text) == []
