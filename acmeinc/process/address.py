"""Addresses of e-mail, in the form that every mail server takes."""

import re

_WORD = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_WORD}(?:\.{_WORD})*@(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")


def is_address(text: str) -> bool:
    """Return whether `text` is one address and nothing else: no name, no brackets, ASCII."""
    return _ADDRESS.fullmatch(text) is not None


def addresses_in(text: str) -> list[str]:
    """Return the parts of a list of addresses, which commas separate, whether or not they are any."""
    return [part.strip() for part in text.split(",") if part.strip()]


def domain_of(address: str) -> str:
    """Return the domain of an address."""
    return address.rpartition("@")[2]
