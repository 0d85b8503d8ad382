"""Asking whatever an incident would talk to whether it answers: all at once, and nobody is troubled."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta

from acmeinc.app import App
from acmeinc.checks.channels import probe_finding
from acmeinc.delivery.channel import Channel, Receipt
from acmeinc.errors import AcmeError
from acmeinc.process.finding import Finding
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.remote import Remote
from acmeinc.storage.repository import settings_of

PATIENCE = timedelta(seconds=15)

_PARTS = {"chat": ("chat", "incident_chat")}
"""By what acmeinc.yaml calls it: the channels that go through it."""

Question = Callable[[], Finding]


def ask_all(app: App, questions: Mapping[str, Question]) -> list[Finding]:
    """Return what came back on each question; who watches sees whom it waits for."""
    waiting = [name.replace("_", " ") for name in questions]
    answers: list[Finding] = []
    with ThreadPoolExecutor(max(1, len(questions))) as pool:
        asked = [pool.submit(question) for question in questions.values()]
        app.console.progress(f"  asking: {', '.join(waiting)} …")
        for done in as_completed(asked):
            answers.append(done.result())
            waiting.remove(answers[-1].check)
            app.console.progress(f"  waiting for: {', '.join(waiting)} …" if waiting else "")
    return answers


def channel_question(app: App, name: str, via: str) -> Question:
    """Return the question to what acmeinc.yaml calls `name` and sends `via` a service: harmless probes."""
    channels = [app.channel(part) for part in _PARTS.get(name, (name,))]
    # One that prints stands beside one that carries: what it would say of itself is no news then.
    carrying = [channel for channel in channels if not channel.prints] or channels[:1]

    def ask() -> Finding:
        receipts = [_probed(channel) for channel in carrying]
        worst = next((receipt for receipt in receipts if receipt.state == "failed"), receipts[0])
        return probe_finding(name, via, worst.state, worst.detail)

    return ask


def _probed(channel: Channel) -> Receipt:
    try:
        return channel.probe()
    except AcmeError as failure:
        return Receipt("failed", str(failure))
    except Exception as fault:
        # Whatever a service makes a library do, the others are to be asked, too.
        return Receipt("failed", f"{type(fault).__name__} in the channel")


def remote_question(app: App, finding: Finding) -> Question:
    """Return the question to the remote of this clone, of which `finding` says what is known without."""
    repository = app.repository

    def ask() -> Finding:
        git = repository.git
        remote = Remote.of(git, settings_of(git), repository.git_folders.branch)
        try:
            if remote:
                remote.answer(Deadline.after(PATIENCE))
        except AcmeError as failure:
            told = f"{finding.told}: {failure}"
            return finding._replace(state="wrong", told=told, mend="mend what it names, then: acmeinc sync")
        return finding._replace(told=f"{finding.told} answers")

    return ask
