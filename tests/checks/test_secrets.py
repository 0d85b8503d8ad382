"""Secrets in files that git keeps: found with their place, and never told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.checks.secrets import secrets_in_file, secrets_in_lines
from acmeinc.checks.suspicion import may_hold_secret
from acmeinc.process.secret_shapes import secrets_in
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity_file import parse_severity

ROOT = Path(__file__).parents[2]
NONE_HERE = "a file in git is no place for a secret"

# Put together here, so that nobody's scanner takes this page for a leak.
SLACK_HOOK = "https://hooks.slack." + "com/services/T0AAAAAAA/B0BBBBBBB/c1c2c3c4c5c6c7c8c9c0c1c2"
SHAPES = {
    "a Slack webhook": SLACK_HOOK,
    "a Slack token": "xoxb" + "-111111111111-222222222222-abcdefABCDEF",
    "a Discord webhook": "https://discord.com/api/" + "webhooks/1234567890/AbC-dEf_123",
    "a Teams webhook": "https://prod-1.westeurope.logic.azure."
    + "com/workflows/1/triggers/x?sp=1&sig=AbCdEf",
    "a Google Chat webhook": "https://chat.googleapis." + "com/v1/spaces/AAA/messages?key=abc&token=def",
    "a Mattermost webhook": "https://chat.example.com/hooks/" + "abcdefghijklmnopqrstuvwxyz",
    "a GitHub token": "ghp" + "_" + "a1B2" * 9,
    "a GitLab token": "glpat" + "-" + "a1B2_" * 4,
    "a password in an address": "smtp+starttls://" + "mailer:hunter2@mail.example.com:587",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
}
DETECTED = {
    "a secret (AWS Access Key)": "AKIA" + "IOSFODNN7EXAMPLE",
    "a secret (Stripe Access Key)": "sk_live" + "_" + "a1b2" * 6,
    "a secret (SendGrid API Key)": "SG." + "a1b2c3d4e5f6g7h8i9j0k1" + "." + "a" * 43,
}


@pytest.mark.parametrize(("what", "secret"), [pytest.param(*each, id=each[0]) for each in SHAPES.items()])
def test_a_secret_of_a_known_shape_is_found_and_not_told(what: str, secret: str) -> None:
    """Line and column are its own, wherever it stands in the line."""
    (problem,) = secrets_in_file(f"chat:\n  incidents: {secret}\n", "acmeinc.yaml")
    assert str(problem) == f"acmeinc.yaml:2:14: {what} stands here, and {NONE_HERE}"
    assert secret not in repr(problem) and problem.level == "error"
    assert problem.hint.startswith("take it out, revoke it")


@pytest.mark.parametrize(("what", "secret"), [pytest.param(*each, id=each[0]) for each in DETECTED.items()])
def test_what_others_have_learned_to_detect_is_found(what: str, secret: str) -> None:
    """In a row of a table, and in a comment."""
    (problem,) = secrets_in_file(f"a,b,{secret},c\n", "ownership.csv")
    assert str(problem) == f"ownership.csv:1:5: {what} stands here, and {NONE_HERE}"
    assert secrets_in_file(f"# {secret}\n", "severity.yaml")[0].column == 3


def test_a_value_that_is_named_like_a_secret() -> None:
    """Its place is that of the value."""
    (problem,) = secrets_in_file("    password: hunter2-hunter2\n", "acmeinc.yaml", " (in the last commit)")
    assert str(problem) == (
        f"acmeinc.yaml:1:15: a value named like a secret stands here, and {NONE_HERE} (in the last commit)"
    )


def test_all_of_a_file_are_told_each_once() -> None:
    """Two in a line, one in the next."""
    text = f"{SLACK_HOOK} {SHAPES['a GitHub token']}\n\n  x: {SHAPES['a Slack token']}"
    places = [(p.line, p.column) for p in secrets_in_file(text, "x")]
    assert places == [(1, 1), (1, len(SLACK_HOOK) + 2), (3, 6)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("password: {{ password }}", id="template"),
        pytest.param("export SLACK_BOT_TOKEN=xoxb-…", id="to be filled in"),
        pytest.param("https://hooks.slack.com/services/", id="no path"),
        pytest.param("ssh://git@git.example.com:22/acme/incidents.git", id="no password"),
        pytest.param("https://user:<password>@example.com", id="placeholder"),
        pytest.param("smtps://user:password@mail.example.com:465", id="example"),
        pytest.param(
            "01KAR5GZ4X9B2M7Q0V1W8E3R6T 9c1e44d0 e83c5163316f89bfbde7d9ab23ca2e25604af290", id="ids"
        ),
        pytest.param("a" * 100_000, id="a long line"),
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    """Ids, addresses, places to be filled in."""
    assert secrets_in_file(text, "templates/page.txt") == []


@pytest.mark.parametrize(
    "path", ["*.yaml", "*.csv", "templates/**/*.*", "README.md", "docs/**/*.md", "incidents/**/*.md"]
)
def test_the_repositorys_own_files_hold_none(path: str) -> None:
    """Also as text that explains them."""
    files = list(ROOT.glob(path))
    assert files and [p for file in files for p in secrets_in_file(file.read_text("utf-8"), file.name)] == []


@given(st.text(max_size=80), st.sampled_from([*SHAPES.values()]), st.text(max_size=20))
def test_no_text_around_a_secret_makes_it_told(before: str, secret: str, after: str) -> None:
    """Whatever else is wrong with the file."""
    for text in (f"{before} {secret} {after}", f"chat: {{incidents: '{before} {secret}'}}\n{after}"):
        told = [*secrets_in_file(text, "x"), *parse_settings(text)[1], *parse_severity(text)[1]]
        assert secret not in repr(told)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("channels: {chat: {incidents: 'SECRET'}}", "1:30", id="chat"),
        pytest.param("channels: {chat: {via: 'SECRET'}}", "1:24", id="service"),
        pytest.param("time_zone: SECRET", "1:12", id="zone"),
        pytest.param("organization: We are SECRET", "1:15", id="in a text"),
        pytest.param("'SECRET': x", "1:1", id="key"),
        pytest.param("business_hours: {holidays: ['SECRET']}", "1:29", id="list"),
    ],
)
def test_settings_with_a_secret_are_refused(text: str, place: str) -> None:
    """Wherever it was pasted; whatever else is said about that place does not repeat it."""
    settings, problems = parse_settings(text.replace("SECRET", SLACK_HOOK))
    assert settings is None
    assert str(problems[0]) == f"acmeinc.yaml:{place}: a Slack webhook stands here, and {NONE_HERE}"
    assert SLACK_HOOK not in repr(problems)


@pytest.mark.parametrize("name", ["password", "api_key", "routing-key", "bot_token", "client_secret"])
def test_an_option_that_only_a_secret_has_is_refused(name: str) -> None:
    """By its name: nobody can tell what stands in it."""
    settings, problems = parse_settings(f"channels: {{paging: {{via: apprise, {name}: 0a1b2c3d}}}}")
    assert settings is None
    assert [str(p) for p in problems] == [
        f"acmeinc.yaml:1:35: `{name}` is a secret, and a file in git is no place for it"
    ]


def test_what_is_found_says_from_where_to_where() -> None:
    """For whoever wants to hide it."""
    text = f"a {SLACK_HOOK} b"
    ((found),) = secrets_in(text)
    assert text[found.start : found.end] == SLACK_HOOK


# A secret of every sort that the detectors of the library know, put together here as above.
SAMPLES = {
    "AWS Access Key": "ASIA" + "IOSFODNN7EXAMPLE",
    "Artifactory Credentials": '"AKC' + "p1A2b3C4d5E6f7" + '"',
    "Azure Storage Account access key": "AccountKey=" + "lJzRc1YdHaAA2KCNJJ1tkYwF/" + "a" * 61 + "==",
    "Basic Auth Credentials": "https://" + "ana:hunter2hunter2@example.com",
    "Cloudant Credentials": "cloudant_password: " + "abcdef0123456789" * 4,
    "Discord Bot Token": "MTk4NjIyNDgzNDcxOTI1MjQ4" + ".Cl2FMQ." + "ZnCjm1XVW7vRze4b7Cq4se7kKWs",
    "GitHub Token": "gho_" + "a1B2" * 9,
    "GitLab Token": "glagent-" + "a1B2_" * 11,
    "IBM COS HMAC Credentials": "cos_hmac_secret_access_key = " + "1234567890abcdef" * 3,
    "IBM Cloud IAM Key": "ibm_iam_api_key: " + "abcd0123_-ab" * 3 + "abcd0123",
    "JSON Web Token": "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxIn0." + "c2lnbmF0dXJl",
    "Mailchimp Access Key": "343ea45721923ed956e2b38c31db76aa" + "-us30",
    "NPM tokens": "//registry.example.com/:_authToken=" + "npm_a1b2c3",
    "OpenAI Token": "sk-" + "a1B2" * 5 + "T3BlbkFJ" + "a1B2" * 5,
    "Private Key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "PyPI Token": "pypi-" + "AgEIcHlwaS5vcmc" + "a1B2" * 20,
    "Secret Keyword": "db_password = " + "hunter2-hunter2",
    "SendGrid API Key": "SG." + "a1b2c3d4e5f6g7h8i9j0k1" + "." + "a" * 43,
    "Slack Token": "xoxb" + "-34532454-" + "e039d02840a0b9379c",
    "SoftLayer Credentials": "sl_api_key: " + "abcdefgh12345678" * 4,
    "Square OAuth Secret": "sq0csp-" + "ABCDEFGHIJK_LMNOPQRSTUVWXYZ-0123456789abcde",
    "Stripe Access Key": "rk_live" + "_" + "a1b2" * 6,
    "Telegram Bot Token": "110201543:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawq",
    "Twilio API Key": "SK" + "a1b2c3d4" * 4,
}


def test_there_is_a_sample_for_every_detector() -> None:
    """A new version of the library that knows more is noticed here."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    guesses = {"Hex High Entropy String", "Base64 High Entropy String", "Public IP (ipv4)"}
    assert SAMPLES.keys() == get_mapping_from_secret_type_to_class().keys() - guesses


@pytest.mark.parametrize(
    "secret", [pytest.param(text, id=name) for name, text in {**SAMPLES, **SHAPES}.items()]
)
@pytest.mark.parametrize("around", ["{}", "- Somebody has posted {} today<br>it is gone", "| Tickets | {} |"])
def test_a_secret_in_a_document_is_found_by_whatever_finds_it_in_a_file(secret: str, around: str) -> None:
    """Only lines that may hold one are shown to the detectors: none is passed over."""
    line = around.format(secret)
    assert [number for number, _ in secrets_in_lines(["nothing", line])][:1] == [2]
    assert may_hold_secret(f"nothing\n{line}\nnothing".encode())


@pytest.mark.parametrize(
    "talk",
    [
        "Reset password: see the runbook",
        "the token expired, and the key was rotated at 2026-11-23 09:40:00",
        "Paged <!-- 01KAPDTARR2NQCM6Z0739GZB8W kind=receipt message=01M84A3T5HWPQ3TAPDTARR2NQC -->",
        "#inc-26-11-23-sev-1-keys-are-rejected-for-all-customers-of-the-asia-region",
        "Secret: none was lost",
        "https://status.example.com<br>ask ana@example.com: she knows",
        "password reset = broken",
    ],
)
def test_talk_of_secrets_is_none(talk: str) -> None:
    """People write about passwords and keys, and ids hold letters by chance."""
    assert list(secrets_in_lines([talk])) == []
