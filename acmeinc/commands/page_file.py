"""Where a page goes that somebody asked for: to a file of its own, or to stdout."""

from pathlib import Path

from acmeinc.app import App
from acmeinc.errors import RulesSayNo, Usage, disk_faults
from acmeinc.incident.text import visible

_BEGINNING = b"<!doctype html>"


def put_page(app: App, file: str, page: str) -> None:
    """Write `page` to `file` and say so; `-` is stdout. Opens nothing.

    Raises RulesSayNo rather than writing over a file that is no page.
    """
    if file == "-":
        app.console.out_exactly(page if app.console.piped else visible(page))
        return
    path = Path(file)
    if path.is_dir():
        raise Usage(f"{file} is a folder", hint=f"--html {path / 'page.html'}")
    with disk_faults(f"{file} could not be read"):
        if path.exists() and not _is_page(path):
            raise RulesSayNo(f"{file} is there and is no page", hint="name another file, or remove that one")
    from acmeinc.storage.files import write_file

    write_file(path, page.encode("utf-8", "backslashreplace"))
    app.console.say(f"{app.console.talk_ink.green('✓')} {file}")


def _is_page(path: Path) -> bool:
    with path.open("rb") as there:
        beginning = there.read(len(_BEGINNING))
    return beginning.lower() == _BEGINNING or not beginning
