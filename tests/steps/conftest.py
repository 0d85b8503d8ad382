"""A channel whose other side does as it is told, and a desk that uses it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from acmeinc.app import App
from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.steps.desk import Desk


@dataclass
class Carrier:
    """A channel that carries: `answers` says what becomes of each message, by default it is sent."""

    name: str
    answers: list[Callable[[Dispatch], Receipt]] = field(default_factory=list)
    carried: list[Dispatch] = field(default_factory=list)
    prints: bool = False

    def address(self, dispatch: Dispatch) -> str:
        """Return its own name."""
        return f"the {self.name}"

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Keep the message, and answer."""
        self.carried.append(dispatch)
        if self.answers:
            return self.answers.pop(0)(dispatch)
        return Receipt("sent", remote=f"{self.name}-{len(self.carried)}")

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def probe(self) -> Receipt:
        """Return that it would work."""
        return Receipt("sent")


@dataclass
class Carriers:
    """One carrier for each channel, made when it is first asked for."""

    lock: Any = field(default_factory=threading.Lock)
    made: dict[str, Carrier] = field(default_factory=dict)

    def __call__(self, name: str) -> Carrier:
        """Return the carrier called `name`."""
        with self.lock:
            return self.made.setdefault(name, Carrier(name))

    def will(self, name: str, *answers: Callable[[Dispatch], Receipt]) -> None:
        """Let a carrier answer so, message by message, and then as usual."""
        self(name).answers = list(answers)


@pytest.fixture
def carriers() -> Carriers:
    """Return the channels of the desk."""
    return Carriers()


@pytest.fixture
def make_desk(program: Any, carriers: Carriers) -> Callable[[], Desk]:
    """Return a maker of desks: each command has its own."""

    def make() -> Desk:
        app = App(clock=program.clock, entropy=program.entropy)
        app.repo_path = program.root
        return app.desk._replace(channel=carriers)

    return make


@pytest.fixture
def planned(program: Any) -> Callable[..., Any]:
    """Return a planner of steps: the rules and words of the repository, and the desk that is given."""
    from acmeinc.steps.planning import Planning

    def plan(desk: Desk) -> Planning:
        app = App(clock=program.clock, entropy=program.entropy)
        app.repo_path = program.root
        return Planning(app.rules, desk)

    return plan
