"""Every other service there is, by apprise: one address of its own kind, `ntfys://…`, `matrixs://…`, `tgram://…`.

apprise says yes or no and keeps the reason to its log, so that is where the reason is found.
"""

import logging
import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.delivery.chat_text import PLAIN, cut_to_fit, heading, units
from acmeinc.delivery.https import NotGiven, refuse_unsafe
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import Failed
from acmeinc.process.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType

BOUND = timedelta(seconds=10)
CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0

_ANSWERED = re.compile(r"error=(\d{3})")
_LOST = ("502", "504")
_NEVER_LEFT = (
    *("NewConnectionError", "NameResolutionError", "ConnectTimeout", "CERTIFICATE_VERIFY_FAILED"),
    *("Connection refused", "Name or service not known", "Network is unreachable", "No route to host"),
)
_TYPES = {"page": "failure", "resolution": "success", "downgrade": "success"}


class Apprise:
    """Carries `chat` to the incidents channel, or `paging` to whoever is paged."""

    prints = False

    def __init__(self, name: str, settings: Settings, secrets: Secrets, bound: timedelta = BOUND) -> None:
        self.name = name
        self._variable = f"ACMEINC_{name.upper()}_APPRISE_URL"
        self._outbox = Outbox(name, settings)
        self._secrets = secrets
        self._bound = bound

    def address(self, dispatch: Dispatch) -> str:
        """Return the channel, or who is paged."""
        return self._outbox.address(dispatch)

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Notify, in plain words that the service has room for."""
        service = self._service()
        title = heading(dispatch.message)
        room = service.body_maxlen - units(title)
        body = cut_to_fit(dispatch.message.body, lambda text: units(PLAIN.body(text)) < room)
        sending = _Sending(service)
        sending.run(
            self._bound,
            body=PLAIN.body(body),
            title=title,
            notify_type=_TYPES.get(dispatch.message.kind, "warning"),
            body_format="text",
            overflow="truncate",
        )
        if sending.is_sent:
            return Receipt("sent")
        state, why = sending.fate()
        return Receipt(state, f"{service.service_name} {why}")

    def probe(self) -> Receipt:
        """Return whether the address is one; more than that only a message would tell."""
        service = self._service()
        return Receipt("unknown", f"an address of {service.service_name}; only a message would tell more")

    def _service(self) -> Any:
        """Return the service behind the address, its time bounded, on a straight and encrypted way to it."""
        address = self._secrets.need(self._variable)
        service = _library().Apprise.instantiate(address)
        if service is None:
            hint = "see https://appriseit.com/services/ for the form of each service's"
            raise Failed(f"{self._variable} is no address that apprise knows", hint=hint)
        _refuse_unencrypted(service, address)
        service.socket_connect_timeout = CONNECT_SECONDS
        service.socket_read_timeout = READ_SECONDS
        service.request_rate_per_sec = 0
        service.redirects = False
        return service


class _Sending:
    """One notification on its way, in a thread of its own: nobody waits longer than the bound."""

    def __init__(self, service: Any) -> None:
        self._service = service
        self._log: list[logging.LogRecord] = []
        self.is_sent = False
        self._in_time = False

    def run(self, bound: timedelta, **words: str) -> None:
        """Send; what is not done in time is left behind."""
        thread = threading.Thread(target=self._notify, kwargs=words, daemon=True)
        thread.start()
        thread.join(bound.total_seconds())
        self._in_time = not thread.is_alive()

    def fate(self) -> tuple[str, str]:
        """Return the state of what was not confirmed, and why, without a word that could hold a secret."""
        said = "\n".join(record.getMessage() for record in self._log)
        answered = _ANSWERED.search(said)
        if not self._in_time:
            return "unknown", "did not answer in time"
        if any(record.getMessage().startswith("Sent ") for record in self._log):
            return "unknown", "took it for some of its receivers only"
        if answered and answered[1] not in _LOST:
            return "failed", f"answered {answered[1]}"
        if any(words in said for words in _NEVER_LEFT):
            return "failed", "could not be reached"
        return "unknown", "did not confirm it"

    def _notify(self, **words: str) -> None:
        gathering = _Gathering()
        logger = logging.getLogger("apprise")
        logger.addHandler(gathering)
        try:
            self.is_sent = bool(self._service.notify(**words))
        except Exception:
            # A service of apprise's that breaks has confirmed nothing.
            self.is_sent = False
        finally:
            logger.removeHandler(gathering)
            self._log = gathering.records


def _library() -> "ModuleType":
    """Return apprise, which says nothing to anybody: its log repeats addresses.

    Raises `Failed` where the extra is not installed.
    """
    try:
        import apprise
    except ImportError:
        raise Failed("apprise is not installed", hint="pip install 'acmeinc[apprise]'") from None
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    return apprise


class _Gathering(logging.Handler):
    """Keeps what is logged in the thread that made it."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        if record.thread == self._thread:
            self.records.append(record)


def _refuse_unencrypted(service: Any, address: str) -> None:
    """Raise `NotGiven` where the address asks for a way without encryption to another machine."""
    schema = address.partition("://")[0].lower()
    if schema in _names(service.secure_protocol) or schema not in _names(service.protocol):
        return
    if service.host:
        try:
            refuse_unsafe(f"http://{service.host}/")
        except NotGiven as refusal:
            raise NotGiven(str(refusal), hint=f"write {schema}s:// for {schema}://") from None


def _names(protocol: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol or ()
