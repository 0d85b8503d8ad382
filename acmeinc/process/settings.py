"""The organisation: its time, where it keeps and sends things, its links (`acmeinc.yaml`). Never a secret."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MIDNIGHT = timedelta(hours=24)
WEBHOOK_FORMATS = ["mattermost", "teams", "discord", "google-chat", "json"]


class BusinessHours(NamedTuple):
    """When business hours run, in the organisation's time zone.

    On `days` (Monday is 0), from `start` to `end` counted from midnight, except on `holidays` and on the
    public holidays of `country` ("US", "US-CA", or "" for none).
    """

    days: frozenset[int] = frozenset(range(5))
    start: timedelta = timedelta(0)
    end: timedelta = MIDNIGHT
    holidays: frozenset[date] = frozenset()
    country: str = ""


class ChannelSettings(NamedTuple):
    """Which service a channel goes through, and what that service has to know."""

    via: str
    options: Mapping[str, str] = MappingProxyType({})


class PublicPage(NamedTuple):
    """How the public page introduces itself: its `title`, and the address where customers get help.

    "" stands for "Acme Corp status", and for no help offered.
    """

    title: str = ""
    support: str = ""


class Settings(NamedTuple):
    """What `acmeinc.yaml` says; the defaults are those of an organisation without one.

    `document_url` is a template with `{path}`, `bridge` one with `{id}` or `{uid}`; `sync` is manual or
    auto. `components` are the ids of the status page's components by functionality.
    """

    organization: str = ""
    time_zone: str = "UTC"
    business_hours: BusinessHours = BusinessHours()
    document_url: str = ""
    sync: str = "manual"
    branch: str = ""
    links: Mapping[str, str] = MappingProxyType({})
    email: ChannelSettings = ChannelSettings("outbox")
    chat: ChannelSettings = ChannelSettings("outbox")
    paging: ChannelSettings = ChannelSettings("outbox")
    status_page: ChannelSettings = ChannelSettings("site")
    public_page: PublicPage = PublicPage()
    components: Mapping[str, str] = MappingProxyType({})
    tracker: ChannelSettings = ChannelSettings("link")
    bridge: str = ""

    @property
    def archives_channel(self) -> bool:
        """Return whether the incident's own chat channel is archived once the incident is final."""
        return self.chat.via == "slack" and self.chat.options.get("archive") == "true"

    @property
    def zone(self) -> "ZoneInfo":
        """Return the organisation's time zone."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.time_zone)
