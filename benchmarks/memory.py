"""Memory: the most that any command holds at once, from the first look at an incident to its end."""

import shlex
from pathlib import Path

from acmeinc.storage.repository import Repository
from acmeinc.storage.roll import call_roll
from benchmarks.figures import Figure
from benchmarks.scene import Scene

GOAL = 120.0

LIFE = """\
next
list --all
show
search replica lag
owner Login
send
report
decide --functionality Login --state slow --severity none
log rolled back deploy 4812
undo --yes
checkin no news
assign scribe 'Bo Lind'
escalate --to leadership --because 'it takes long'
milestone started --at '2h ago' --incident OPEN
update --message 'The old version runs again.' --phase mitigated
publish --message 'Logging in works again.' --phase monitoring
resolve --durable --sign-off --retro 'in 30h' --left 'All well.' --next-steps None --kudos Everyone
retro --lucky 'It was noon.'
reopen --because 'it is back'
downgrade --because 'it was a bug'
declare --functionality Search --state down --severity SEV1 --impact 'No results.'
list --all --fresh
"""
"""Commands on the one incident that is open, from the first look at it to its end, and on the next one."""


def peaks(place: Scene, where: Path) -> list[Figure]:
    """Return the peak of every command in a repository with one open incident, the largest first."""
    (document,) = call_roll(Repository(where)).unsettled
    life = LIFE.replace("OPEN", Path(document).stem).splitlines()
    found = {line: _peak(place, where, line) for line in life}
    found |= {line: _peak(place, place.folder, line) for line in ("init another", "drill")}
    largest_first = sorted(found.items(), key=lambda item: -item[1])
    names = {line: line.split()[0] + (" --fresh" if "--fresh" in line else "") for line in found}
    return [Figure(f"memory: {names[line]}", peak, "MB", goal=GOAL) for line, peak in largest_first]


def _peak(place: Scene, where: Path, line: str) -> float:
    return place.peak_mb([*place.acmeinc(*shlex.split(line)), "--no-input"], where)
