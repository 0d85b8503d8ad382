"""A service on the web, for real, on 127.0.0.1: it keeps what it is asked, and can misbehave in every way.

    with Service() as service:
        service.when("POST", "/v2/enqueue", Reply(202, {"status": "success"}))
        service.when("POST", "/v2/enqueue", Reply(429, headers={"Retry-After": "1"}), times=1)

The newest reply that is not used up answers; what was never foreseen is answered with 404.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

Fault = Literal["", "drop", "half-open"]


class Asked(NamedTuple):
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """Return its content as JSON."""
        return json.loads(self.content)

    @property
    def form(self) -> dict[str, str]:
        """Return its content as form fields, the first value of each."""
        return {name: values[0] for name, values in parse_qs(self.content.decode()).items()}


class Reply(NamedTuple):
    """What is answered: `content` is bytes, text, or a value that is sent as JSON.

    With the fault `drop` the request is taken and the connection broken off; with `half-open` it stays open
    and nothing ever comes.
    """

    status: int = 200
    content: Any = b""
    headers: Mapping[str, str] = MappingProxyType({})
    fault: Fault = ""


class _Foreseen(NamedTuple):
    method: str
    path: str
    reply: "Reply | Callable[[Asked], Reply]"
    left: list[int]


class Service:
    """The server; `url` is where it is, `asked` everything that arrived, in order."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.delay = 0.0
        """Seconds that it takes for every answer."""
        self._foreseen: list[_Foreseen] = []
        self._closing = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                service._handle(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> "Service":
        """Start listening."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of whoever still waits, and stop."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        """Return the address, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def when(
        self, method: str, path: str, reply: "Reply | Callable[[Asked], Reply]", times: int = 1 << 30
    ) -> None:
        """Answer requests for exactly this `path` (its query left out) with `reply`, so many `times`."""
        self._foreseen.insert(0, _Foreseen(method, path, reply, [times]))

    def asked_for(self, path: str) -> list[Asked]:
        """Return the requests for a path, in the order they came."""
        return [asked for asked in self.asked if urlsplit(asked.path).path == path]

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        size = int(handler.headers.get("Content-Length") or 0)
        asked = Asked(handler.command, handler.path, dict(handler.headers), handler.rfile.read(size))
        self.asked.append(asked)
        self._closing.wait(self.delay)
        reply = self._reply(asked)
        if reply.fault == "half-open":
            self._closing.wait(30)
        if reply.fault:
            # A reset, as from a machine that went away: nobody may take it for an answer.
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.close_connection = True
            handler.connection.close()
            return
        content = reply.content
        if not isinstance(content, bytes | str):
            content = json.dumps(content)
        content = content.encode() if isinstance(content, str) else content
        handler.send_response(reply.status)
        kind = "text/plain" if isinstance(reply.content, bytes | str) else "application/json"
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            **reply.headers,
        }.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    def _reply(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        for foreseen in self._foreseen:
            if (foreseen.method, foreseen.path) == (asked.method, path) and foreseen.left[0] > 0:
                foreseen.left[0] -= 1
                return foreseen.reply if isinstance(foreseen.reply, Reply) else foreseen.reply(asked)
        return Reply(404, {"error": "nobody foresaw this"})
