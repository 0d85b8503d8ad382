"""Memory: the most that any command holds at once in a repository of a thousand incidents."""

from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.past import write_past
from benchmarks.scene import Scene, scene

GOAL = 150.0
MANY = 1000

READING = (
    ("next",),
    ("list", "--all"),
    ("show",),
    ("search", "replica", "lag"),
    ("owner", "Login"),
    ("send",),
)
LIFE = (
    ("decide", "--functionality", "Login", "--state", "slow", "--severity", "none"),
    ("log", "rolled", "back", "deploy", "4812"),
    ("checkin", "no", "news"),
    ("assign", "scribe", "Bo Lind"),
    ("escalate", "--to", "leadership", "--because", "it takes long"),
    ("milestone", "started", "--at", "2h ago", "--incident", "shard-0"),
    ("update", "--message", "The old version runs again.", "--phase", "mitigated"),
    ("publish", "--message", "Logging in works again.", "--phase", "monitoring"),
    (
        "resolve",
        "--durable",
        "--sign-off",
        "--retro",
        "in 30h",
        "--left",
        "All well.",
        "--next-steps",
        "None",
    ),
    ("reopen", "--because", "it is back"),
    ("downgrade", "--because", "it was a bug"),
)
"""One incident from the first question to its end; without an id it is the only one that is open."""
DECLARE = (
    "declare",
    "--functionality",
    "Search",
    "--state",
    "down",
    "--severity",
    "SEV1",
    "--impact",
    "None.",
)


def measure() -> list[Figure]:
    """Return the peak of every command, the largest first."""
    with scene() as place:
        where = place.repository("many")
        write_past(where, MANY)
        place.git(where, "add", "incidents")
        place.git(where, "commit", "--quiet", "--message=a past")
        peaks = {args[0]: _peak(place, where, *args) for args in (*READING, *LIFE, DECLARE)}
        peaks["retro"] = _peak(place, where, "retro", "--lucky", "It was noon.")
        peaks["init"] = _peak(place, place.folder, "init", "another")
        peaks["drill"] = _peak(place, place.folder, "drill")
    largest_first = sorted(peaks.items(), key=lambda item: -item[1])
    return [Figure(f"memory of {name} at {MANY:,}", peak, "MB", goal=GOAL) for name, peak in largest_first]


def _peak(place: Scene, where: Path, *args: str) -> float:
    return place.run(place.acmeinc(*args, "--no-input"), where).peak_mb
