"""Writing files: the old one or the new one, whole."""

import subprocess
from pathlib import Path

import pytest

from acmeinc.errors import Failed
from acmeinc.storage.files import sweep, write_file


def test_a_new_file_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "2026" / "11" / "a.md"
    write_file(path, b"a\r\n")
    assert path.read_bytes() == b"a\r\n"
    assert list(path.parent.iterdir()) == [path]


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.sh"
    path.write_bytes(b"old")
    path.chmod(0o751)
    write_file(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o751)


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(Failed, match="link could not be written: it is a symbolic link"):
        write_file(tmp_path / "link", b"new")
    assert target.read_bytes() == b"old"


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    write_file(path, b"x")
    assert path.read_bytes() == b"x"


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(Failed, match=r"a/b\.md could not be written: "):
        write_file(tmp_path / "a" / "b.md", b"x")


def test_what_killed_writers_left_of_the_same_file_is_swept_away(tmp_path: Path) -> None:
    names = {".a.md.12.tmp~", ".a.md.13.tmp~", ".ab.md.12.tmp~", "a.md", ".a.md.swp"}
    for name in names:
        (tmp_path / name).touch()
    sweep(tmp_path / "a.md")
    assert {path.name for path in tmp_path.iterdir()} == names - {".a.md.12.tmp~", ".a.md.13.tmp~"}
    sweep(tmp_path / "absent" / "a.md")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    try:
        refused = subprocess.run(mount, capture_output=True).returncode
    except FileNotFoundError:
        refused = 1
    if refused:
        pytest.skip("no right to mount a small disk here")
    try:
        path = tmp_path / "a.md"
        write_file(path, b"old\n")
        with pytest.raises(Failed, match=r"a\.md could not be written: No space left on device"):
            write_file(path, b"x" * 200_000)
        assert path.read_bytes() == b"old\n"
        assert list(tmp_path.iterdir()) == [path]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
