"""The one door to services on the web: bounded, without redirects, over https (or to this very machine).

What matters afterwards is whether the other side may have got the request: a connection that breaks before
anything was given is one thing (`NotGiven`), one that breaks later is another (`Unanswered`).
"""

import io
import ipaddress
import json
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

from acmeinc.errors import Failed
from acmeinc.process.time_input import words_for

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

PATIENCE = timedelta(seconds=6)
"""No try begins later than this after the first one."""
CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
TRIES = 3
LARGEST_ANSWER = 1 << 20
_CHUNK = 1 << 16
_LOST = (502, 504)


class NotGiven(Failed):
    """The request did not leave: nothing can have happened on the other side."""


class Unanswered(Failed):
    """The request was given and no answer came: it may have been carried out."""


class Request(NamedTuple):
    """What is asked of a service. With `repeatable` nothing is lost when it arrives twice."""

    method: str
    url: str
    content: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})
    repeatable: bool = False


class Answer(NamedTuple):
    """What a service answered. `wait` is how long it asks to be left alone, None when it does not; the names
    of `headers` are in lower case."""

    status: int
    content: bytes
    wait: timedelta | None = None
    headers: Mapping[str, str] = MappingProxyType({})

    @property
    def ok(self) -> bool:
        """Return whether it did what it was asked."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """Return the content as JSON; None when it is none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None


def with_json(method: str, url: str, value: Any, **headers: str) -> Request:
    """Return a request that carries `value` as JSON; in the names of `headers` `_` stands for `-`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Request(method, url, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


def ask(request: Request, patience: timedelta = PATIENCE) -> Answer:
    """Return what the service answered, whatever its status; what is asked too often waits as it is told.

    Tries again where nothing was given, where the service says that it is asked too often, and for a
    repeatable request always, until `patience` is over. Raises `NotGiven` and `Unanswered`.
    """
    refuse_unsafe(request.url)
    call = _Call(request, patience)
    call.start()
    call.join(patience.total_seconds() + CONNECT_SECONDS + READ_SECONDS)
    return call.outcome()


class _Call(threading.Thread):
    """One request, in a thread that can be left: no timeout of a socket ends who answers drop by drop."""

    def __init__(self, request: Request, patience: timedelta) -> None:
        super().__init__(daemon=True)
        self._request = request
        self._deadline = time.monotonic() + patience.total_seconds()
        self._body = _Given(request.content)
        self._answer: Answer | Exception = TimeoutError("no answer in time")

    def run(self) -> None:
        """Ask, and keep what came of it."""
        try:
            self._answer = _asked(self._request, self._body, self._deadline)
        except Exception as error:
            self._answer = error

    def outcome(self) -> Answer:
        """Return the answer; raises `NotGiven` and `Unanswered`."""
        if isinstance(self._answer, Answer):
            return self._answer
        from urllib3.exceptions import HTTPError

        if isinstance(self._answer, HTTPError | OSError | ValueError):
            raise _broken(self._request.url, self._answer, given=self._body.given) from None
        raise self._answer


def _asked(request: Request, body: "_Given", deadline: float) -> Answer:
    import urllib3

    try:
        with urllib3.PoolManager(num_pools=1) as pool:
            response = pool.request(
                request.method,
                request.url,
                body=body,
                headers={
                    "User-Agent": "acmeinc",
                    "Content-Length": str(len(request.content)),
                    **request.headers,
                },
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
                retries=_policy(request, deadline),
                redirect=False,
                preload_content=False,
            )
            return _answer(response)
    except _TooLong as busy:
        return Answer(busy.status, b"", timedelta(seconds=busy.seconds))


def insist(answer: Answer, who: str, why: str = "") -> None:
    """Return where the service did what it was asked; `why` is what it said if it did not.

    Raises `Failed` where it said no, and `Unanswered` where a gateway before it lost the answer.
    """
    if answer.ok:
        return
    if answer.wait:
        words = f"{who} asks to be left alone for {words_for(answer.wait)}"
        raise Failed(words, hint="later: acmeinc send")
    if answer.status in _LOST:
        raise Unanswered(f"{who} took the request, and its answer was lost ({answer.status})")
    raise Failed(
        f"{who} answered {answer.status}{why and f': {why}'}", hint="acmeinc send, once that is mended"
    )


def refuse_unsafe(url: str) -> None:
    """Raise `NotGiven` unless `url` is https, or names this very machine."""
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme, parts.hostname
    except ValueError:
        scheme, host = "", None
    if (scheme == "https" and host) or (scheme == "http" and is_here(host or "")):
        return
    host = host or "that"
    raise NotGiven(
        f"{host} is not called without encryption", hint="use an address that begins with https://"
    )


def is_here(host: str) -> bool:
    """Return whether `host` is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Given(io.BytesIO):
    """A body that remembers whether anything of it was taken since it was last begun."""

    given = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.given = True
        return super().read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.given = False
        return super().seek(offset, whence)


def _policy(request: Request, deadline: float) -> Any:
    """Return when to try again, as urllib3 wants it told."""
    from urllib3 import Retry

    class Within(Retry):
        """Begins no try, and no sleep, that would end after the deadline."""

        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
            return time.monotonic() < deadline and super().is_retry(method, status_code, has_retry_after)

        def get_retry_after(self, response: "BaseHTTPResponse") -> float | None:
            wait = super().get_retry_after(response)
            if wait is not None and time.monotonic() + wait > deadline:
                raise _TooLong(response.status, wait)
            return wait

        def increment(self, *args: Any, **kwargs: Any) -> Self:
            error = kwargs.get("error")
            if error is not None and time.monotonic() >= deadline:
                raise error
            return super().increment(*args, **kwargs)

    again = TRIES - 1
    return Within(
        total=None,
        connect=again,
        read=again if request.repeatable else 0,
        other=again if request.repeatable else 0,
        redirect=0,
        status=again,
        allowed_methods=None,
        status_forcelist=(429, 500, 502, 503, 504) if request.repeatable else (429,),
        backoff_factor=0.2,
        raise_on_status=False,
    )


class _TooLong(Exception):
    """The service asks to be left alone for longer than anybody waits here."""

    def __init__(self, status: int, seconds: float) -> None:
        super().__init__(status, seconds)
        self.status = status
        self.seconds = seconds


def _answer(response: "BaseHTTPResponse") -> Answer:
    """Return status and content; who sends a drop at a time is not listened to for ever."""
    deadline = time.monotonic() + READ_SECONDS
    content = b""
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > LARGEST_ANSWER or time.monotonic() > deadline:
            break
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, content, headers=headers)


def _broken(url: str, error: Exception, *, given: bool) -> Failed:
    host = urlsplit(url).hostname
    reason = getattr(error, "reason", None) or error
    if given:
        return Unanswered(f"{host} took the request and did not answer: {_words(reason)}")
    return NotGiven(f"{host} could not be reached: {_words(reason)}")


def _words(reason: object) -> str:
    """Return why a connection failed, without what only a programmer reads."""
    from urllib3 import exceptions

    refused = isinstance(reason, exceptions.NewConnectionError)
    if isinstance(reason, exceptions.TimeoutError) and not refused:
        return "no answer in time"
    if isinstance(reason, exceptions.ProtocolError):
        return "the connection broke off"
    if isinstance(reason, exceptions.LocationValueError):
        # Its own words repeat the address, which may be a secret.
        return "that is no address"
    return str(reason).rpartition(": ")[2] or type(reason).__name__
