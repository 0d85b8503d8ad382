"""Which clone this is: what waits to be sent waits on the machine where it was written."""

import os
import platform
from contextlib import suppress
from pathlib import Path

from acmeinc.errors import Failed
from acmeinc.incident.text import clean_line
from acmeinc.storage.files import write_file

_LONGEST = 40


def machine_of(common_dir: Path) -> str:
    """Return this clone's name: the machine's, and a few digits that only this clone has.

    They are made when first asked for; where they cannot be kept, it is the machine's name alone.
    """
    path = common_dir / "acmeinc" / "machine"
    with suppress(OSError, UnicodeDecodeError):
        if name := clean_line(path.read_text(encoding="utf-8")):
            return name
    host = clean_line(platform.node().partition(".")[0])[:_LONGEST] or "machine"
    name = f"{host}-{os.urandom(2).hex()}"
    try:
        write_file(path, f"{name}\n".encode())
    except Failed:
        return host
    return name
