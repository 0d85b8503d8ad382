"""Messages that leave: what `declare` takes besides the slowest of its five channels.

    python -m benchmarks.channels

Pager, mail, #incidents, the incident's own channel and the status page stand on this machine. Each of them
answers after a while, the status page last; the pager, which goes before everything else, at once.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, table
from benchmarks.scene import ROOT, Scene, compile_all, scene

ROUNDS = 7
SLOWEST_SECONDS = 1.0
GOAL_MS = 300.0
FLAGS = ("--state", "down", "--severity", "SEV1", "--impact", "No logins.", "--yes", "--new", "--no-input")


def main() -> None:
    """Run it and print the figures."""
    compile_all()
    print(*table(measure()), sep="\n")


def measure() -> list[Figure]:
    """Return what the program itself takes: with everything printed, and with five channels besides them."""
    with scene() as place, ExitStack() as running:
        printed, live = place.repository("printed"), place.repository("live")
        variables = running.enter_context(_channels(live))
        place.git(live, "commit", "-qam", "Connect the channels")
        took: dict[str, list[float]] = {"printed": [], "live": []}
        for number in range(ROUNDS + 1):
            for name, where, more in (("printed", printed, {}), ("live", live, variables)):
                seconds = _declare(place, where, number, more)
                took[name] += [seconds * 1000] if number else []
    own = median(took["live"]) - SLOWEST_SECONDS * 1000
    return [
        Figure("declare, five channels, besides the slowest", own, "ms", goal=GOAL_MS),
        Figure("declare, everything printed", median(took["printed"]), "ms"),
    ]


def _declare(place: Scene, where: Path, number: int, variables: dict[str, str]) -> float:
    command = place.acmeinc("declare", "--functionality", f"Login {number}", *FLAGS)
    return place.run(command, where, **variables).seconds


@contextmanager
def _channels(root: Path) -> Iterator[dict[str, str]]:
    """Start the services, set the repository up for them, and give the variables that lead there."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    from mail_server import MailServer
    from service import Reply, Service
    from slack_workspace import SlackWorkspace
    from statuspage import KEY, PAGE, Statuspage

    with MailServer() as mail, SlackWorkspace({}) as slack, Service() as pager, Service() as status:
        pager.when("POST", "/v2/enqueue", Reply(202, {"status": "success", "dedup_key": "k"}))
        page = Statuspage(status)
        status.delay = SLOWEST_SECONDS
        settings = root / "acmeinc.yaml"
        text = settings.read_text()
        for channel, via in (("email", "smtp"), ("chat", "slack"), ("paging", "pagerduty")):
            text = re.sub(rf"(  {channel}:\n    via: )outbox.*", rf"\g<1>{via}", text)
        text = re.sub(r"via: site.*", f"via: statuspage\n    page: {PAGE}", text)
        settings.write_text(text)
        yield {
            **slack.environment,
            **page.environment,
            "ACMEINC_STATUSPAGE_KEY": KEY,
            "ACMEINC_SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
            "ACMEINC_PAGERDUTY_KEY": "a-routing-key-of-acme",
            "ACMEINC_PAGERDUTY_URL": pager.url,
        }


if __name__ == "__main__":
    main()
