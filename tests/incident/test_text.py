"""Text that is kept in one Markdown line comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident import text as t

ANY = st.text(st.one_of(st.characters(), st.sampled_from("&<>`~\\|*_#;,-\n\r\t lgtamp0123456789")))


@given(ANY)
def test_decoding_gives_back_what_was_encoded(raw: str) -> None:
    cleaned = t.clean(raw)
    assert t.decode(t.encode(cleaned)) == cleaned


@given(ANY)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert t.clean(t.clean(raw)) == t.clean(raw)
    assert t.clean_line(t.clean_line(raw)) == t.clean_line(raw)


@given(ANY)
def test_an_encoded_text_is_one_line_that_opens_no_tag(raw: str) -> None:
    encoded = t.encode(t.clean(raw))
    assert len(encoded.splitlines()) <= 1
    assert "<" not in encoded.replace("<br>", "")


@given(ANY)
def test_a_table_cell_comes_back(raw: str) -> None:
    cleaned = t.clean(raw).strip()
    assert t.decode_cell(f" {t.encode_cell(cleaned)} ") == cleaned


@given(st.lists(ANY.map(t.clean_line).filter(bool)))
def test_the_elements_of_a_list_cell_come_back(elements: list[str]) -> None:
    assert t.decode_elements(", ".join(map(t.encode_element, elements))) == elements


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        pytest.param("a\r\nb\rc\x0bd\x85e\u2028f", "a\nb\nc\nd\ne\nf", id="every line break is a newline"),
        pytest.param("a\x00\x1b[31m\x7f", "a␀␛[31m␡", id="control characters become pictures"),
        pytest.param("a\x9b\ud800\ufeff", "a\ufffd\ufffd\ufffd", id="what cannot be kept"),
        pytest.param("\ta  \n\n", "    a".strip(), id="tabs and ends"),
    ],
)
def test_input_is_cleaned(raw: str, kept: str) -> None:
    assert t.clean(raw) == kept


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("a<br/>b<br />c<br>d", "a\nb\nc\nd", id="breaks as formatters write them"),
        pytest.param(r"a \< b", "a < b", id="an escaped angle"),
        pytest.param("&#0;&#133;", "&#0;&#133;", id="no control character comes in by number"),
    ],
)
def test_what_others_write_is_understood(typed: str, read: str) -> None:
    assert t.decode(typed) == read


def test_a_terminal_sees_no_control_character() -> None:
    assert t.visible("a\x1b[2J\u202eb\nc") == "a^[[2J\\u202eb\nc"
