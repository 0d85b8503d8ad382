"""What a hand may write as the value of a field."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.fields import FIELDS, accept, fits, moment_of, stored, time_value

NEW_YORK = ZoneInfo("America/New_York")
DETECTED = "milestones.detected"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        pytest.param("severity", " sev1 ", "SEV1", id="severity in any case"),
        pytest.param("severity", "SEV12", None, id="no severity"),
        pytest.param("severity", "SEV²", None, id="a digit that is none"),
        pytest.param("status", "Mitigated", "mitigated", id="status in any case"),
        pytest.param("status", "", None, id="an incident has a status"),
        pytest.param("quantity", "", "", id="quantity goes back to Unknown"),
        pytest.param("impact", "a\r\nb", "a\nb", id="text is cleaned"),
        pytest.param("impact", ["a"], None, id="a list is no text"),
        pytest.param(
            DETECTED, "2026-11-23 09:02:00 -05:00", "2026-11-23T14:02:00Z", id="as a table shows it"
        ),
        pytest.param(DETECTED, "2026-11-23T14:02:00Z", "2026-11-23T14:02:00Z", id="as the header shows it"),
        pytest.param(DETECTED, "2026-11-23 09:02", "2026-11-23T14:02:00Z", id="in the incident's zone"),
        pytest.param(DETECTED, "0001-01-01T00:00:00+14:00", None, id="before all time"),
        pytest.param(DETECTED, "9999-12-31T23:59:59-14:00", None, id="after all time"),
        pytest.param(DETECTED, "noon", None, id="no time"),
        pytest.param(DETECTED, "", "", id="no time any more"),
        pytest.param("retrospective.minutes", "60", 60, id="number"),
        pytest.param("retrospective.minutes", "²", None, id="no number"),
        pytest.param("retrospective.minutes", "9" * 9999, None, id="no number of minutes"),
        pytest.param("customers", [" Contoso ", ""], ["Contoso"], id="list"),
        pytest.param("customers", "Contoso", None, id="a text is no list"),
        pytest.param("responders", ["Bo"], [{"name": "Bo", "role": "", "team": ""}], id="a name alone"),
        pytest.param("responders", [{"role": "sme"}], None, id="nobody"),
    ],
)
def test_a_value_typed_by_hand(name: str, value: object, kept: Any) -> None:
    assert accept(FIELDS[name], value, NEW_YORK) == kept


@given(st.sampled_from(sorted(FIELDS)), st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_accepting_never_fails_and_gives_what_fits(name: str, value: object) -> None:
    field = FIELDS[name]
    accepted = accept(field, value, NEW_YORK)
    for element in accepted if isinstance(accepted, list) else [accepted]:
        assert element in (None, "") or fits(field, element)


def test_a_stored_value_is_clean_and_its_time_in_utc() -> None:
    assert stored("impact", "a\x0bb\x00") == "a\nb␀"
    assert stored("customers", "a\nb") == "a b"
    assert stored(DETECTED, "2026-11-23T09:02:00-05:00") == "2026-11-23T14:02:00Z"
    assert stored("responders", {"name": "Bo\n"}) == {"name": "Bo"}
    assert stored("retrospective.minutes", 45) == 45


@given(st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_time_value_comes_back(moment: datetime) -> None:
    assert moment_of(time_value(moment)) == moment.replace(microsecond=0)
