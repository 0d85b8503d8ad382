"""Every page: links lead somewhere, the reader of format.md reads, the picture is whole and of today."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from acmeinc.incident.reading import read

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "session.svg"
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
    if ".venv" not in path.parts
)
LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    """Also to a heading; addresses on the web are not tried."""
    text = re.sub(r"^```.*?^```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.M | re.S)
    for link in LINK.findall(text):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_decisions_are_numbered_and_listed() -> None:
    """Each number once; the first page lists them with their titles."""
    pages = {int(page.name[:4]): page for page in sorted((ROOT / "docs" / "adr").glob("*.md"))}
    assert len(pages) == len(list((ROOT / "docs" / "adr").glob("*.md")))
    listed = pages.pop(1).read_text(encoding="utf-8")
    for number, page in pages.items():
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {number}. ")
        assert f"| [{number}]({page.name}) | {title} |" in listed


@pytest.fixture
def closed(program) -> Path:
    """Return the document of an incident with messages, receipts, notes and changes."""
    program.declare()
    for words in (
        ("send", "--done"),
        ("log", "`odd` <words> & ~~more~~"),
        ("update", "--phase", "mitigated", "-m", "All\nis well.", "--severity", "SEV2", "--because", "so"),
        ("assign", "scribe", "Bo", "Lind"),
        ("downgrade", "--because", "it was a bug"),
    ):
        program.clock.forward(minutes=1)
        program(*words)
    return next(program.root.glob("incidents/2026/11/inc-*.md"))


def test_the_short_reader_of_the_format_page_finds_every_entry(closed: Path) -> None:
    """The one that format.md prints for other programs."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    found = re.search(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert found
    command = [sys.executable, "-X", "utf8", "-c", found[1], str(closed)]
    rows = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    entries = read(closed.read_text(encoding="utf-8")).entries
    assert {tuple(row.split("\t")[i] for i in (0, 2)) for row in rows} == {
        (entry.id, entry.kind) for entry in entries.values()
    }


def test_the_format_page_names_every_kind_of_entry(closed: Path) -> None:
    """Those that a step writes, at least."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    kinds = page.split("**Kinds.**")[1].split("\n")[0]
    for entry in read(closed.read_text(encoding="utf-8")).entries.values():
        assert re.search(rf"\b{entry.kind}\b", kinds), entry.kind


def test_the_picture_is_small_and_refers_to_nothing_outside() -> None:
    """So that it shows everywhere, also offline."""
    text = PICTURE.read_text(encoding="utf-8")
    assert len(text.encode()) < 60_000
    for element in ElementTree.fromstring(text).iter():
        assert element.get("href", "#").startswith("#")
        assert element.tag.split("}")[1] not in ("script", "image", "foreignObject")
    assert "@import" not in text and "url(" not in text


def test_the_picture_ends_with_what_a_terminal_shows_today(recording) -> None:
    """Recorded again in a real terminal. To draw it anew: python docs/record_session.py"""
    today = recording.drawn(recording.record()[-1:])
    assert last_screen(PICTURE.read_text(encoding="utf-8")) == last_screen(today)


def last_screen(picture: str) -> list[str]:
    """Return the text of a picture's first group of lines: the screen at the end."""
    svg = ElementTree.fromstring(picture)
    name = "{http://www.w3.org/2000/svg}"
    lines = {group.get("id"): group for group in svg.iter(f"{name}g") if group.get("id")}
    first = next(group for group in svg.iter(f"{name}g") if group.get("class") == "film")[0]
    shown = (lines[use.get("href", "")[1:]] for use in first)
    return [" ".join("".join(text.itertext()) for text in line) for line in shown]
