"""Identifiers that sort by time."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident import ulid

TIMES = st.integers(0, (1 << 48) - 1)


@given(TIMES, st.binary(min_size=10, max_size=10))
def test_the_time_of_an_id_is_the_time_it_was_made_with(ms: int, tail: bytes) -> None:
    made = ulid.make(ms, tail)
    assert re.fullmatch(ulid.PATTERN, made)
    assert ulid.time_of(made) == ms


@given(TIMES, TIMES, st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_ids_sort_by_time(first: int, second: int, a: bytes, b: bytes) -> None:
    if first < second:
        assert ulid.make(first, a) < ulid.make(second, b)


@given(TIMES, st.text())
def test_everyone_computes_the_same_id_from_the_same_seed(ms: int, seed: str) -> None:
    assert ulid.hashed(ms, seed) == ulid.hashed(ms, seed)


def test_milliseconds_since_1970() -> None:
    assert ulid.milliseconds(datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC)) == 1500
    assert ulid.milliseconds(datetime(1960, 1, 1, tzinfo=UTC)) == 0
