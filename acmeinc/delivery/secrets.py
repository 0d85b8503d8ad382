"""Secrets by name: from the environment, a file or a command, and never anywhere else (DESIGN §4).

`SLACK_BOT_TOKEN`, or `SLACK_BOT_TOKEN_FILE` (a path), or `SLACK_BOT_TOKEN_COMMAND` (what prints it).
"""

import shlex
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from acmeinc.errors import Failed
from acmeinc.process.secret_shapes import HIDDEN, names_a_secret

COMMAND_TIMEOUT = timedelta(seconds=10)
_SHORTEST = 6
"""A shorter word is no secret, and hiding it would black out half a message."""


class Secrets:
    """Looks secrets up, each once, and takes them out of whatever is about to be shown."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._known: dict[str, str] = {}
        self._looking = Lock()
        self._kept: set[str] = set()

    def get(self, name: str) -> str:
        """Return the secret called `name`, "" where it is not set up.

        Raises `Failed`, which never holds the secret, for a file or a command that does not give one.
        """
        # Channels ask from threads of their own: a command that asks for a password is to ask once.
        with self._looking:
            if name not in self._known:
                self._known[name] = self._look_up(name)
        return self._known[name]

    def need(self, name: str) -> str:
        """Return the secret called `name`; raises `Failed` where it is not set up."""
        if secret := self.get(name):
            return secret
        raise Failed(f"{name} is not set", hint=f"export {name}=…, or {name}_FILE, or {name}_COMMAND")

    def address(self, name: str, usual: str) -> str:
        """Return the address of a service that the environment names, which is no secret; else the usual one.

        Without a slash at its end.
        """
        return (self._environment.get(name, "").strip() or usual).rstrip("/")

    def source(self, name: str) -> str:
        """Return the variable by which the secret called `name` is set up, "" where none is.

        Nothing is read or run for that.
        """
        ways = (name, f"{name}_FILE", f"{name}_COMMAND")
        return next((way for way in ways if self._environment.get(way, "").strip()), "")

    def keep(self, part: str) -> None:
        """Remember a part of a secret, or another form of it, that `hide` has to know, too."""
        self._kept.add(part)

    def hide(self, text: str) -> str:
        """Return `text` without any secret that was looked up or lies ready, whole or in part."""
        ready = [
            value.strip()
            for name, value in self._environment.items()
            if names_a_secret(name) and not name.endswith("_FILE")
        ]
        known = {part for secret in (*self._known.values(), *ready) for part in _parts(secret)}
        for secret in sorted(known | self._kept, key=len, reverse=True):
            if len(secret) >= _SHORTEST:
                text = text.replace(secret, HIDDEN)
        return text

    def _look_up(self, name: str) -> str:
        if value := self._environment.get(name, "").strip():
            return value
        if path := self._environment.get(f"{name}_FILE", ""):
            return _from_file(f"{name}_FILE", path)
        if command := self._environment.get(f"{name}_COMMAND", ""):
            return _from_command(f"{name}_COMMAND", command)
        return ""


def _parts(secret: str) -> set[str]:
    """Return a secret, and of an address what is secret about it: the password, the path of a hook.

    A library that fails tells the path alone, and a server that refuses may repeat the password.
    """
    try:
        address = urlsplit(secret if "://" in secret else "")
    except ValueError:
        return {secret}
    named = f"{address.path}?{address.query}" if address.query else address.path
    password = address.password or ""
    return {secret, named.rstrip("/"), password, unquote(password)}


def _from_file(variable: str, path: str) -> str:
    try:
        secret = Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        # Whoever takes the variable for the secret itself is not to find it in a message.
        raise Failed(f"{variable}: the file could not be read: {why}") from None
    return _given(variable, secret)


def _from_command(variable: str, command: str) -> str:
    try:
        finished = subprocess.run(
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT.total_seconds(),
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        # What a command says of itself may hold what it was asked for: only the kind of failure is told.
        raise Failed(f"{variable}: the command did not run ({type(error).__name__})") from None
    if finished.returncode:
        raise Failed(f"{variable}: the command ended with code {finished.returncode}")
    return _given(variable, finished.stdout.strip())


def _given(variable: str, secret: str) -> str:
    if not secret:
        raise Failed(f"{variable} gave nothing")
    return secret
