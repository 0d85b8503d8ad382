"""Addresses of e-mail: what every server takes, and nothing that could become a second one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.process.address import addresses_in, domain_of, is_address


@pytest.mark.parametrize(
    "address",
    [
        *("ana@example.com", "ana.ruiz+on-call@mail.example.co.uk", "o'neil_2@example.com", "a@localhost"),
        *("incidents@xn--strung-k4a.example", f"{'a' * 64}@example.com"),
    ],
)
def test_an_address(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ana", "@example.com", "ana@", "ana@example..com", ".ana@example.com", "ana.@example.com"),
        *("Ana <ana@example.com>", "<ana@example.com>", "ana@example.com ", "ana@example.com,bo@example.com"),
        *("ana@example.com\n", "ana@example.com\r\nBcc: eve@example.com", "ana ruiz@example.com"),
        *(
            "ana@-example.com",
            "ana@example-.com",
            "störung@example.com",
            "ana@störung.example",
            "ana@[127.0.0.1]",
        ),
        *('"ana ruiz"@example.com', "ana@bo@example.com", f"{'a' * 65}@example.com", f"a@{'b.' * 130}com"),
    ],
)
def test_no_address(text: str) -> None:
    assert not is_address(text)


@given(st.text(alphabet="a.@<>,; \r\n\x00\"'()é-", max_size=12))
def test_no_address_holds_what_ends_one(text: str) -> None:
    """In a header or in a command."""
    assert not (is_address(text) and re.search(r"[^\x21-\x7e]|[<>,;\"()]", text))


def test_the_parts_of_a_list() -> None:
    assert addresses_in(" a@example.com,, b ,") == ["a@example.com", "b"]
    assert addresses_in(" , ") == []


def test_the_domain() -> None:
    assert domain_of("ana@mail.example.com") == "mail.example.com"
