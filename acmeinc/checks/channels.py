"""Whether each channel that acmeinc.yaml sets up has what it needs, and what came back from a probe."""

from collections.abc import Iterable

from acmeinc.process.finding import Finding

_BY_HAND = ("outbox", "site", "link")
"""Ways that need no account: a person carries, or the repository itself says it."""


def channel_finding(name: str, via: str, missing: Iterable[str], faults: Iterable[str]) -> Finding:
    """Return whether a channel that goes `via` a service has its secrets.

    `missing` are variables that have to be set, `faults` what is wrong with those that are; never a secret.
    """
    check = name.replace("_", " ")
    if via in _BY_HAND:
        return Finding("channels", check, "ok", f"{via}: needs no account")
    if wrong := list(faults):
        return Finding("channels", check, "wrong", f"{via}: {'; '.join(wrong)}", "mend what it names")
    if names := list(missing):
        told = f"{via}: {', '.join(names)} {'is' if len(names) == 1 else 'are'} not set"
        mend = f"export {names[0]}=…, or {names[0]}_FILE, or {names[0]}_COMMAND"
        return Finding("channels", check, "missing", told, mend)
    return Finding("channels", check, "ok", f"{via}: its secrets are set")


def probe_finding(name: str, via: str, state: str, detail: str) -> Finding:
    """Return what came back from a harmless probe of a channel, as a receipt's state and detail.

    What only a real message would tell is `unknown`, and no fault.
    """
    check = name.replace("_", " ")
    told = f"{via}: {detail or state}"
    if state != "failed":
        return Finding("channels", check, "ok", told)
    return Finding("channels", check, "wrong", told, "mend what it names, then: acmeinc doctor --live")
