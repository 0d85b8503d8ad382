"""What a clone does in its turns, the same for every way of measuring it."""

from collections.abc import Iterator

TURNS = 25
EVERY = 5


def steps(turn: int) -> int:
    """Return how many commits a turn makes: every fifth changes severity and status, and the commander."""
    return 2 if turn % EVERY == EVERY - 1 else 1


def commands(number: int, turn: int) -> Iterator[list[str]]:
    """Yield what is typed after `acmeinc` in a turn of the clone called `number`."""
    told = f"entry-{number}-{turn}-"
    if steps(turn) == 1:
        yield ["log", told]
        return
    severity = f"SEV{1 + (number + turn) % 3}"
    phase = ("investigating", "identified", "mitigated")[(number + turn) % 3]
    change = ["--severity", severity, "--phase", phase, "--because", "a turn"]
    yield ["update", *change, "--message", told, "--yes"]
    yield ["assign", "commander", f"Person {number}-{turn}"]
