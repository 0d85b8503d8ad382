"""A process that gives up for good what it does not need: whoever breaks out finds nothing to take."""

import sys
import time
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows has no such limits; the deadline of whoever waits holds there, too
    resource = None  # type: ignore[assignment]

STREAMS = 3


def give_up_everything(memory: int) -> None:
    """Take from this process files, network, children and most of the memory, which is counted in bytes.

    What is open stays open. Nothing can be imported afterwards.
    """
    if resource is None:
        return
    limits = {
        resource.RLIMIT_NOFILE: STREAMS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        **({resource.RLIMIT_AS: memory} if sys.platform == "linux" else {}),
    }
    for limit, value in limits.items():
        with suppress(ValueError, OSError):  # a lower limit holds already
            resource.setrlimit(limit, (value, value))


def end_after(seconds: int) -> None:
    """Have the system end this process when it has worked `seconds` more; waiting does not count."""
    if resource is None:
        return
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, most))
