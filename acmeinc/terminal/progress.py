"""A bar that fills while something takes its time."""

_LENGTH = 24


def bar(what: str, done: int, total: int) -> str:
    """Return how far `what` is, as one line: `Reading  [######······]  1,200 of 10,000`; "" for nothing."""
    if not total:
        return ""
    filled = _LENGTH * done // total
    return f"{what}  [{'#' * filled}{'·' * (_LENGTH - filled)}]  {done:,} of {total:,}"
