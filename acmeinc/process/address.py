"""Addresses of e-mail, in the form that every mail server takes."""

import re

_WORD = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = rf"(?=[^@]{{1,64}}@[^@]{{1,253}}$){_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})*"
"""What matches as a whole is one address."""


def is_address(text: str) -> bool:
    """Return whether `text` is one address and nothing else: no name, no brackets, ASCII."""
    return re.fullmatch(ADDRESS, text) is not None


def addresses_in(text: str) -> list[str]:
    """Return the parts of a list of addresses, which commas separate, whether or not they are any."""
    return [part.strip() for part in text.split(",") if part.strip()]


def domain_of(address: str) -> str:
    """Return the domain of an address."""
    return address.rpartition("@")[2]
