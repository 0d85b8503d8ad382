"""Who owns it, and how to reach them."""

from acmeinc.process.ownership import Owner, OwnerMatch, Vendor
from acmeinc.terminal.owner_view import owner_lines

LOGIN = Owner(
    functionality="Login",
    service="auth-api",
    team="Identity",
    paging="https://oncall.example.com/identity",
    backlog="https://github.com/acme-example/auth-api/issues",
    chat="#team-identity",
    contact="",
    public=True,
    line=2,
)
CARDS = Vendor(
    vendor="Northwind Payments",
    product="Card processing",
    team="Billing",
    portal="https://support.northwind.example.com",
    status_page="https://status.northwind.example.com",
    line=2,
)
ROTATION = "https://oncall.example.com/incident"


def test_an_owner_with_all_ways_to_reach_them():
    """What nobody filled in is left out."""
    assert owner_lines(OwnerMatch((LOGIN,), ()), [CARDS], ROTATION, 80) == [
        "Login belongs to Identity",
        "  service  auth-api",
        "  page     https://oncall.example.com/identity",
        "  backlog  https://github.com/acme-example/auth-api/issues",
        "  chat     #team-identity",
        "",
        "Card processing by Northwind Payments",
        "  team     Billing",
        "  support  https://support.northwind.example.com",
        "  status   https://status.northwind.example.com",
    ]


def test_a_near_miss_is_only_suggested():
    """The on-call rotation is what to page when in doubt."""
    assert owner_lines(OwnerMatch((), (LOGIN,)), [], ROTATION, 80) == [
        "Nothing by that name. Did you mean:",
        "  Login (auth-api), Identity",
        "Unclear who owns it? Page the incident on-call rotation:",
        "https://oncall.example.com/incident",
    ]


def test_nobody_at_all():
    """Then the rotation alone."""
    assert owner_lines(OwnerMatch((), ()), [], ROTATION, 120) == [
        "Nothing by that name.",
        "Unclear who owns it? Page the incident on-call rotation: https://oncall.example.com/incident",
    ]
