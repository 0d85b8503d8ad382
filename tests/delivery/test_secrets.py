"""Secrets come from the environment, a file or a command, and are never told."""

import sys
from pathlib import Path

import pytest

from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import Failed

SECRET = "xoxb-very-secret"


@pytest.mark.parametrize("way", ["environment", "file", "command"])
def test_three_ways(tmp_path: Path, way: str) -> None:
    """White space around it is none of it."""
    path = tmp_path / "token"
    path.write_text(f"{SECRET}\n")
    variables = {
        "environment": {"TOKEN": f" {SECRET} "},
        "file": {"TOKEN_FILE": str(path)},
        "command": {"TOKEN_COMMAND": f"{sys.executable} -c \"print('{SECRET}')\""},
    }[way]
    assert Secrets(variables).get("TOKEN") == SECRET


def test_nothing_is_set() -> None:
    """The name says what to set, and how else."""
    assert Secrets({}).get("TOKEN") == ""
    with pytest.raises(Failed, match="TOKEN is not set") as stopped:
        Secrets({}).need("TOKEN")
    assert stopped.value.hint == "export TOKEN=…, or TOKEN_FILE, or TOKEN_COMMAND"


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        pytest.param(
            {"TOKEN_FILE": "/x1y2z3"}, "TOKEN_FILE: the file could not be read: No such", id="no file"
        ),
        pytest.param({"TOKEN_FILE": "/dev/null"}, "TOKEN_FILE gave nothing", id="empty file"),
        pytest.param(
            {"TOKEN_COMMAND": "/no/such"}, "TOKEN_COMMAND: the command did not run", id="no command"
        ),
        pytest.param(
            {"TOKEN_COMMAND": "sh -c 'echo x1y2z3 >&2; exit 3'"}, "ended with code 3", id="it fails"
        ),
        pytest.param({"TOKEN_COMMAND": "true"}, "TOKEN_COMMAND gave nothing", id="it is silent"),
        pytest.param({"TOKEN_COMMAND": "a 'b"}, "did not run", id="no shell words"),
    ],
)
def test_what_gives_none(variables: dict[str, str], told: str) -> None:
    """The reason is told, nothing that the command said, nor what stood in place of a file's name."""
    with pytest.raises(Failed) as stopped:
        Secrets(variables).get("TOKEN")
    assert told in str(stopped.value)
    assert "x1y2z3" not in str(stopped.value)


def test_what_was_looked_up_is_hidden() -> None:
    """Wherever it turns up; a short word is none."""
    secrets = Secrets({"TOKEN": SECRET, "URL": f"https://hooks.example.com/{SECRET}", "SHORT": "a"})
    for name in ("TOKEN", "URL", "SHORT"):
        secrets.get(name)
    assert secrets.hide(f"a {SECRET} at https://hooks.example.com/{SECRET}") == "a ••• at •••"


def test_a_part_of_a_secret_is_hidden_too() -> None:
    """The password of an address, however it is written."""
    secrets = Secrets({"TOKEN": SECRET})
    secrets.get("TOKEN")
    secrets.keep("a password")
    secrets.keep("short")
    assert secrets.hide(f"a password, {SECRET}, short") == "•••, •••, short"
