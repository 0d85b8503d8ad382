"""The record of a bug: one line of its header changes, every other byte stays."""

import frontmatter
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.storage.bugs import with_ticket

LINK = "https://github.com/acme/auth-api/issues/7"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '---\nid: "a"\nticket: ""\n---\n\n# A\n', '---\nid: "a"\nticket: {}\n---\n\n# A\n', id="usual"
        ),
        pytest.param("---\r\nticket: x # y\r\n---\r\n", "---\r\nticket: {}\r\n---\r\n", id="crlf"),
        pytest.param("\ufeff---\nticket:\n---\n", "\ufeff---\nticket: {}\n---\n", id="bom"),
        pytest.param(
            "---\nid: a\n---\nticket: b\n", "---\nid: a\nticket: {}\n---\nticket: b\n", id="no-such-line"
        ),
        pytest.param("# A\n", "---\nticket: {}\n---\n\n# A\n", id="no-header"),
    ],
)
def test_only_the_ticket_changes(before: str, after: str) -> None:
    """Where the header lacks the line, it gets one."""
    assert with_ticket(before, LINK) == after.format(f"'{LINK}'")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_whatever_a_tracker_calls_it_is_read_back(link: str) -> None:
    """Quoted, on one line."""
    changed = with_ticket('---\nid: "a"\nticket: ""\nconditions: []\n---\n\ntext\n', link)
    assert frontmatter.loads(changed).metadata == {"id": "a", "ticket": link, "conditions": []}
    assert with_ticket(changed, "x") == with_ticket(
        '---\nid: "a"\nticket: ""\nconditions: []\n---\n\ntext\n', "x"
    )
