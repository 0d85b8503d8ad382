"""Files of other programs: one, a folder, or a zip, and how much of them is read."""

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from acmeinc.errors import BadData, NotFound, Usage
from acmeinc.storage.foreign import Bounds, given, open_foreign


def zipped(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Return a zip with these files."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


SMALL = Bounds(1_000, 1_500, 5)


def test_a_folder_and_its_zip_are_the_same(tmp_path: Path) -> None:
    """What no import is about is passed over."""
    files = {
        "users.json": b"[]",
        "ops/2026-11-23.json": b"[1]",
        ".git/config": b"x",
        "a/node_modules/b.md": b"x",
    }
    folder = tmp_path / "export"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    archive = zipped(tmp_path / "export.zip", files)
    for source in (open_foreign(folder), open_foreign(archive)):
        assert source.names == ("ops/2026-11-23.json", "users.json")
        assert source.text("ops/2026-11-23.json") == "[1]"
        assert source.path("users.json") == f"{source.label}/users.json"


def test_a_file_is_called_by_its_own_name(tmp_path: Path) -> None:
    """As somebody named it."""
    path = tmp_path / "chat.txt"
    path.write_bytes(b"\xef\xbb\xbfhi\r\n")
    source = open_foreign(path)
    assert (source.names, source.path("chat.txt"), source.text("chat.txt")) == (
        ("chat.txt",),
        str(path),
        "hi\r\n",
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Störung".encode(), "Störung"),
        ("Störung".encode("utf-16"), "Störung"),
        ("Störung".encode("cp1252"), "Störung"),
        (b"\x81\x8d", "\ufffd\ufffd"),
    ],
)
def test_a_chat_log_may_be_of_any_encoding(content: bytes, text: str) -> None:
    """Notepad's and old clients', too."""
    assert given("stdin", content).text("stdin", any_encoding=True) == text


def test_anything_else_is_utf_8() -> None:
    """The place where it is not is told."""
    with pytest.raises(BadData, match=r"x\.json:2:2: this is not UTF-8 text"):
        given("x.json", b"a\nb\xff").text("x.json")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """With what could be."""
    with pytest.raises(NotFound, match="there is no file"):
        open_foreign(tmp_path / "none")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    """Out of the folder, or round in a circle."""
    (tmp_path / "secret").write_text("x")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.md")
    assert open_foreign(folder).names == ()


@pytest.mark.parametrize(
    "name", ["../2026-11-23.json", "/etc/2026-11-23.json", "a/../../b.json", "..\\b.json", "C:\\b.json"]
)
def test_a_path_that_leads_out_of_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    """Although nothing is unpacked: who makes such a zip means no good."""
    with pytest.raises(BadData, match="leads out of it"):
        open_foreign(zipped(tmp_path / "x.zip", {name: b"[]"}))


def test_a_zip_bomb_is_unpacked_up_to_the_bound(tmp_path: Path) -> None:
    """A megabyte of nothing is a kilobyte of zip."""
    archive = open_foreign(zipped(tmp_path / "bomb.zip", {"a.json": b"0" * 1_000_000}), SMALL)
    with pytest.raises(BadData, match=r"bomb\.zip/a\.json: the file is larger than"):
        archive.text("a.json")


def test_many_files_have_a_bound_together(tmp_path: Path) -> None:
    """In bytes, and in number."""
    archive = open_foreign(zipped(tmp_path / "x.zip", dict.fromkeys("ab", b"0" * 900)), SMALL)
    archive.text("a")
    with pytest.raises(BadData, match="more than 1,500 bytes together"):
        archive.text("b")
    for number in range(6):
        (tmp_path / f"{number}.md").write_text("x")
    for source in (tmp_path, zipped(tmp_path / "y.zip", dict.fromkeys("abcdef", b""))):
        with pytest.raises(Usage, match="more than 5 files"):
            open_foreign(source, SMALL)


def test_a_file_has_a_bound(tmp_path: Path) -> None:
    """Also one that is piped in."""
    path = tmp_path / "x.json"
    path.write_bytes(b"0" * 1_001)
    with pytest.raises(BadData, match="larger than"):
        open_foreign(path, SMALL).text("x.json")
    with pytest.raises(BadData, match="larger than 1,000 bytes"):
        given("stdin", b"0" * 1_001, SMALL)


def test_a_broken_zip_is_told(tmp_path: Path) -> None:
    """Cut off, damaged inside, or encrypted."""
    whole = zipped(tmp_path / "x.zip", {"a.json": bytes(range(256)) * 40}).read_bytes()
    damaged = bytearray(whole)
    damaged[60:80] = b"\0" * 20
    (tmp_path / "x.zip").write_bytes(bytes(damaged))
    with pytest.raises(BadData, match=r"x\.zip/a\.json: it cannot be unpacked"):
        open_foreign(tmp_path / "x.zip").text("a.json")
    encrypted = bytearray(whole)
    encrypted[6] |= 1
    encrypted[whole.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "y.zip").write_bytes(bytes(encrypted))
    with pytest.raises(BadData, match="it is encrypted"):
        open_foreign(tmp_path / "y.zip")
    assert zipfile.is_zipfile(io.BytesIO(whole))
