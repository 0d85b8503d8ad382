"""Memory: the most that any command holds at once in a repository of a thousand incidents."""

import shlex
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.past import write_past
from benchmarks.scene import Scene, scene

GOAL = 150.0
MANY = 1000

LIFE = """\
next
list --all
show
search replica lag
owner Login
send
decide --functionality Login --state slow --severity none
log rolled back deploy 4812
undo --yes
checkin no news
assign scribe 'Bo Lind'
escalate --to leadership --because 'it takes long'
milestone started --at '2h ago' --incident shard-0
update --message 'The old version runs again.' --phase mitigated
publish --message 'Logging in works again.' --phase monitoring
resolve --durable --sign-off --retro 'in 30h' --left 'All well.' --next-steps None --kudos Everyone
retro --lucky 'It was noon.'
reopen --because 'it is back'
downgrade --because 'it was a bug'
declare --functionality Search --state down --severity SEV1 --impact 'No results.'
"""
"""Commands on the one incident that is open, from the first look at it to its end, and on the next one."""


def measure() -> list[Figure]:
    """Return the peak of every command, the largest first."""
    with scene() as place:
        where = place.repository("many")
        write_past(where, MANY)
        place.git(where, "add", "incidents")
        place.git(where, "commit", "--quiet", "--message=a past")
        peaks = {line.split()[0]: _peak(place, where, line) for line in LIFE.splitlines()}
        peaks |= {line.split()[0]: _peak(place, place.folder, line) for line in ("init another", "drill")}
    largest_first = sorted(peaks.items(), key=lambda item: -item[1])
    return [Figure(f"memory: {name}", peak, "MB", goal=GOAL) for name, peak in largest_first]


def _peak(place: Scene, where: Path, line: str) -> float:
    return place.run([*place.acmeinc(*shlex.split(line)), "--no-input"], where).peak_mb
