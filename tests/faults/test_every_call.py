"""Every system call of a step goes wrong, one after the other, and nothing is lost (DESIGN §6).

The real program runs in a process of its own; the n-th write, fsync, rename, open and so on of it, or of a
git that it starts, fails or is where everything is killed. `-m faults` does that for every n that there is;
ACMEINC_FAULTS_EVERY=5 takes one call of five.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from system_calls import ERRORS, KILL, KILL_ALL, Call, Ended, Fault, Tracer, why_no_tracing

from benchmarks.breaking_off import OPERATIONS, Stage

EVERY = int(os.environ.get("ACMEINC_FAULTS_EVERY", "1"))
WHAT = (*ERRORS, KILL, KILL_ALL)

pytestmark = pytest.mark.skipif(bool(why_no_tracing()), reason=why_no_tracing())

SAMPLE = {
    "log": (
        ("rename", "/intents/", KILL),
        ("rename", "/incidents/", "ENOSPC"),
        ("rename", "/refs/heads/main.lock", KILL_ALL),
        ("rename", "/tips/", KILL),
    ),
    "declare": (
        ("fsync", "/intents/", "EIO"),
        ("fsync", "/objects/", "ENOSPC"),
        ("write", "To: Identity", "ENOSPC"),
    ),
    "update": (("fsync", "/incidents/", KILL), ("fsync", "/refs/heads/main.lock", "EIO")),
    "sync": (
        ("rename", "/refs/remotes/origin/main.lock", KILL_ALL),
        ("rename", "/incidents/", KILL),
        ("rename", "/index.lock", KILL),
    ),
}
"""In the default run, a few where it hurts: the first call of a name whose words hold the text."""


@pytest.mark.parametrize("operation", OPERATIONS)
def test_some_calls(stage: Callable[[str], Stage], operation: str) -> None:
    """Nothing is lost and nothing is left, wherever the fault comes."""
    set_up = stage(operation)
    tracer = Tracer(set_up.root, set_up.folder.parent / "traces")
    calls = tracer.calls(set_up.operation.words, set_up.folder)
    faults = []
    for name, text, what in SAMPLE[operation]:
        faults.append(Fault(next(c for c in calls if c.name == name and text in c.about), what))
    assert list(wrongs(set_up, tracer, faults, every_one_happens=True)) == []


@pytest.mark.faults
@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("operation", [*reversed(OPERATIONS)])
def test_every_call(stage: Callable[[str], Stage], operation: str, what: str) -> None:
    """The same for every call."""
    set_up = stage(operation)
    tracer = Tracer(set_up.root, set_up.folder.parent / "traces")
    calls = tracer.calls(set_up.operation.words, set_up.folder)
    faults = [Fault(call, what) for call in calls if makes_sense(call, what)]
    assert list(wrongs(set_up, tracer, faults[WHAT.index(what) % EVERY :: EVERY])) == []


def makes_sense(call: Call, what: str) -> bool:
    """Return whether a fault differs from those before it: a kill where nothing changes does not.

    A disk that is full refuses only what changes something.
    """
    if what == KILL_ALL:
        return call.changes and call.process > 0
    return (call.changes or what == "EIO") and (call.can_fail or what == KILL)


def wrongs(
    stage: Stage, tracer: Tracer, faults: list[Fault], *, every_one_happens: bool = False
) -> Iterator[str]:
    """Yield what goes wrong, in a few lines each."""
    for fault in faults:
        stage.reset()
        ended = tracer.run(stage.operation.words, fault)
        if every_one_happens and not ended.happened:
            yield f"{fault} never happened"
        unheard = [] if fault.what in (KILL, KILL_ALL) else badly_told(stage, ended)
        for wrong in [*unheard, *stage.aftermath(ended.said).wrongs]:
            yield f"{fault}\n{wrong}\n{ended.said}"


def badly_told(stage: Stage, ended: Ended) -> list[str]:
    """Return what a person is not told who is there to read it: what to do, and whom to page."""
    code, out, err = ended.said
    if not code:
        return []
    wrong = ["no hint"] if "hint: " not in err else []
    wrong += ["a traceback"] if "Traceback" in err or "something unexpected" in err else []
    if (
        stage.operation.kind == "declared"
        and "NOT PAGED: open " not in out + err
        and "page by hand" not in err
    ):
        wrong.append("no page")
    return wrong
