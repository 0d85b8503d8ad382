"""The yardstick of start-up: the smallest program that Typer makes, with the fast settings `acmeinc` has."""

import typer


def hello(name: str = "you") -> None:
    """Say hello."""
    print(f"hello {name}")


def main() -> None:
    """Run the program."""
    program = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    program.command()(hello)
    program()
