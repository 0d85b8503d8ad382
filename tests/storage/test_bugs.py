"""The record of a bug: one line of its header changes, every other byte stays."""

import time

import frontmatter
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import AGE_S

from acmeinc.storage.bugs import known_bugs, with_ticket
from acmeinc.storage.repository import Repository

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


def test_what_many_records_say_is_kept_until_they_change(repository: Repository) -> None:
    """Whatever was kept, it is what the files say."""
    folder = repository.root / "incidents" / "2026" / "11"
    folder.mkdir(parents=True)
    for number in range(60):
        (folder / f"bug-26-11-23-typo-{number}.md").write_text('---\nstate: "odd"\nticket: ""\n---\n')
    time.sleep(AGE_S)
    first = list(known_bugs(repository))
    assert (len(first), first[0].state) == (60, "odd")
    assert list(known_bugs(repository)) == first
    changed = folder / f"{first[7].id}.md"
    changed.write_text(with_ticket(changed.read_text(), "failed"))
    assert [bug.id for bug in known_bugs(repository) if bug.waits] == [first[7].id]
    (repository.root / ".git" / "acmeinc" / "bugs.json").write_text("[")
    assert [bug.id for bug in known_bugs(repository) if bug.waits] == [first[7].id]
