"""Asks questions in the terminal it was started in, and prints the answers: the child of the prompt tests."""

import json
import sys

from acmeinc.errors import AcmeError
from acmeinc.terminal.console import Console
from acmeinc.terminal.prompts import Choice, open_prompter


def ask(method: str, arguments: dict) -> object:
    """Return what the prompter's `method` answers; `options` are lists of Choice fields."""
    if "options" in arguments:
        arguments["options"] = [Choice(*option) for option in arguments["options"]]
    if required := arguments.pop("required", ""):
        arguments["validate"] = lambda answer: None if answer else required
    return getattr(open_prompter(Console()), method)(**arguments)


def main() -> None:
    """Print the answer to every question of the first argument, in order."""
    try:
        for method, arguments in json.loads(sys.argv[1]):
            print("answer:", json.dumps(ask(method, arguments), ensure_ascii=False), flush=True)
    except AcmeError as error:
        print("error:", error, flush=True)
        sys.exit(error.exit_code)


main()
