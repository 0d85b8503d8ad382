"""Work shared among processes: everything comes back, also what stopped one of them."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from acmeinc.errors import Failed, RulesSayNo
from acmeinc.storage.shares import shared

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")


def squares(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return each number squared, with the process that did it."""
    return [(number * number, os.getpid()) for number in numbers]


@pytest.mark.parametrize(
    ("things", "processes", "used"),
    [
        pytest.param(99, 4, 1, id="too-few-to-share"),
        pytest.param(100, 4, 2, id="enough-for-two"),
        pytest.param(1000, 3, 3, id="as-many-as-wanted"),
        pytest.param(1000, 1, 1, id="one-processor"),
    ],
)
def test_all_is_done_once(things: int, processes: int, used: int) -> None:
    found = shared(squares, range(things), processes)
    assert sorted(square for square, _ in found) == [number * number for number in range(things)]
    assert len({process for _, process in found}) == used


def refused(numbers: Sequence[int]) -> list[int]:
    """Refuse the one number that a helper gets."""
    if 1 in numbers:
        raise RulesSayNo("no", hint="not that one")
    return list(numbers)


def test_what_stops_a_helper_stops_all() -> None:
    with pytest.raises(RulesSayNo, match="no") as caught:
        shared(refused, range(100), 2)
    assert caught.value.hint == "not that one"


def test_a_helper_that_is_gone_is_said() -> None:
    def gone(numbers: Sequence[int]) -> list[int]:
        if 1 in numbers:
            os._exit(9)
        return list(numbers)

    with pytest.raises(Failed, match="broke off"):
        shared(gone, range(100), 2)


def test_no_helper_is_left_behind(tmp_path: Path) -> None:
    def refused_here(numbers: Sequence[int]) -> list[int]:
        if 0 in numbers:
            raise ValueError("here")
        (tmp_path / "helper").write_text(str(os.getpid()))
        return list(numbers)

    with pytest.raises(ValueError, match="here"):
        shared(refused_here, range(100), 2)
    helper = int((tmp_path / "helper").read_text())
    with pytest.raises(ChildProcessError):
        os.waitpid(helper, os.WNOHANG)
