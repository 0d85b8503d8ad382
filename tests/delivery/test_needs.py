"""Which secrets are missing for what acmeinc.yaml sets up."""

from pathlib import Path

import pytest

from acmeinc.checks.channels import channel_finding, probe_finding
from acmeinc.delivery.needs import Setup, setup_of
from acmeinc.delivery.secrets import Secrets
from acmeinc.process.finding import Finding
from acmeinc.process.rules import Rules

OWNERS = "functionality,service,owning team,paging schedule link\nLogin,a,Web,x\nPay,b,Billing,y\n"
KEY = "ACMEINC_PAGERDUTY_KEY"
ROTATIONS = {f"{KEY}_INCIDENT_ON_CALL_ROTATION": "a", f"{KEY}_TECHNICAL_LEADERSHIP": "b"}


def setup(name: str, via: str, variables: dict[str, str], *, run: bool = False) -> Setup:
    """Return how one channel is set up."""
    more = {"statuspage": ", page: abc", "smtp": ", from: a@example.com, to: b@example.com"}.get(via, "")
    texts = {"acmeinc.yaml": f"channels: {{{name}: {{via: {via}{more}}}}}", "ownership.csv": OWNERS}
    return setup_of(name, Rules(texts.get), Secrets(variables), run=run)


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        pytest.param({KEY: "k"}, (), id="one for all"),
        pytest.param({}, (KEY,), id="none"),
        pytest.param({**ROTATIONS, f"{KEY}_WEB": "c"}, (f"{KEY}_BILLING",), id="one team has none"),
        pytest.param({**ROTATIONS, f"{KEY}_WEB": "c", f"{KEY}_BILLING": "d"}, (), id="all their own"),
    ],
)
def test_every_team_needs_a_way_to_be_paged(variables: dict[str, str], missing: tuple[str, ...]) -> None:
    """Where nobody has one, one for all is what to set."""
    assert setup("paging", "pagerduty", variables) == Setup("pagerduty", missing)


@pytest.mark.parametrize(
    ("name", "via", "variable"),
    [
        ("email", "smtp", "ACMEINC_SMTP_URL"),
        ("chat", "slack", "SLACK_BOT_TOKEN"),
        ("status_page", "statuspage", "ACMEINC_STATUSPAGE_KEY"),
        ("tracker", "github", "ACMEINC_GITHUB_TOKEN"),
    ],
)
def test_the_other_services_need_one_secret_each(name: str, via: str, variable: str) -> None:
    """By its name."""
    assert setup(name, via, {}) == Setup(via, (variable,))
    assert setup(name, via, {variable: "x"}) == Setup(via)


def test_a_file_is_looked_at_and_a_command_only_where_that_is_wanted(tmp_path: Path) -> None:
    """Running a command may cost a question or a network."""
    ran = tmp_path / "ran"
    command = {f"{KEY}_COMMAND": f"touch {ran}"}
    assert setup("paging", "pagerduty", command) == Setup("pagerduty") and not ran.exists()
    fault = f"{KEY}_COMMAND gave nothing"
    assert setup("paging", "pagerduty", command, run=True) == Setup("pagerduty", (), (fault,))
    fault = f"{KEY}_FILE: the file could not be read: No such file or directory"
    assert setup("paging", "pagerduty", {f"{KEY}_FILE": "/none"}) == Setup("pagerduty", (), (fault,))


def test_a_channel_that_needs_nothing() -> None:
    """A person carries."""
    assert channel_finding("status_page", *setup("status_page", "site", {})) == Finding(
        "channels", "status page", "ok", "site: needs no account"
    )


@pytest.mark.parametrize(
    ("setup", "finding"),
    [
        pytest.param(
            Setup("smtp"), Finding("channels", "email", "ok", "smtp: its secrets are set"), id="set"
        ),
        pytest.param(
            Setup("smtp", ("A",)),
            Finding(
                "channels", "email", "missing", "smtp: A is not set", "export A=…, or A_FILE, or A_COMMAND"
            ),
            id="missing",
        ),
        pytest.param(
            Setup("x", ("A", "B")),
            Finding(
                "channels", "email", "missing", "x: A, B are not set", "export A=…, or A_FILE, or A_COMMAND"
            ),
            id="several",
        ),
        pytest.param(
            Setup("x", ("A",), ("B_FILE gave nothing",)),
            Finding("channels", "email", "wrong", "x: B_FILE gave nothing", "mend what it names"),
            id="wrong",
        ),
    ],
)
def test_what_is_said_of_a_channel(setup: Setup, finding: Finding) -> None:
    """Names of variables, never what is in them."""
    assert channel_finding("email", *setup) == finding


@pytest.mark.parametrize(
    ("state", "detail", "is_ok", "told"),
    [
        pytest.param("sent", "it takes the key", True, "slack: it takes the key", id="sent"),
        pytest.param("printed", "", True, "slack: printed", id="printed"),
        pytest.param("failed", "no", False, "slack: no", id="failed"),
        pytest.param(
            "unknown", "only a message would tell", True, "slack: only a message would tell", id="unknown"
        ),
    ],
)
def test_what_came_back_from_a_probe(state: str, detail: str, is_ok: bool, told: str) -> None:
    """What only a real message would tell is no fault."""
    found = probe_finding("chat", "slack", state, detail)
    assert (found.state == "ok", found.told) == (is_ok, told)
