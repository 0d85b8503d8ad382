"""Answers to the questions of a step that was broken off: kept in the git folder, offered the next time."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from acmeinc.storage.files import sweep, write_file


def keep_answers(common_dir: Path, step: str, answers: dict[str, Any]) -> None:
    """Keep the answers given so far to the questions of `step`."""
    write_file(_path(common_dir, step), json.dumps(answers, indent=1).encode())


def kept_answers(common_dir: Path, step: str) -> dict[str, Any]:
    """Return the answers kept for `step`; {} when there are none or they cannot be read."""
    try:
        answers = json.loads(_path(common_dir, step).read_bytes())
    except (OSError, ValueError):
        return {}
    return answers if isinstance(answers, dict) else {}


def drop_answers(common_dir: Path, step: str) -> None:
    """Forget the answers kept for `step`; where the disk keeps them, they are offered once more."""
    with suppress(OSError):
        sweep(_path(common_dir, step))
        _path(common_dir, step).unlink(missing_ok=True)


def _path(common_dir: Path, step: str) -> Path:
    return common_dir / "acmeinc" / "answers" / f"{step}.json"
