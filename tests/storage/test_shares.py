"""Work shared among processes: everything comes back, also what stopped one of them."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from acmeinc.errors import Failed, RulesSayNo
from acmeinc.storage.shares import shared, shared_out

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")


def squares(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return each number squared, with the process that did it."""
    return [(number * number, os.getpid()) for number in numbers]


@pytest.mark.parametrize(
    ("things", "processes", "used"),
    [
        pytest.param(0, 4, 0, id="nothing-to-do"),
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


def test_what_is_found_comes_batch_by_batch() -> None:
    """In this process, too, where others are not worth it."""
    for processes in (1, 3):
        batches = list(shared_out(squares, range(1000), 70, processes))
        assert sorted(square for batch in batches for square, _ in batch) == [n * n for n in range(1000)]
        assert max(map(len, batches)) == 70
        assert len(batches) >= 15
    assert not list(shared_out(squares, [], 70))


def refused(numbers: Sequence[int]) -> list[int]:
    """Refuse one number."""
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
    """Neither when one was stopped, nor when nobody wants the rest."""

    def noted(numbers: Sequence[int]) -> list[int]:
        (tmp_path / str(os.getpid())).touch()
        if 0 in numbers:
            raise ValueError("no")
        return list(numbers)

    with pytest.raises(ValueError, match="no"):
        shared(noted, range(100), 2)
    some = shared_out(noted, range(1, 1000), 10, 2)
    next(some)
    some.close()
    helpers = [int(path.name) for path in tmp_path.iterdir()]
    assert len(helpers) == 4
    for helper in helpers:
        with pytest.raises(ChildProcessError):
            os.waitpid(helper, os.WNOHANG)
