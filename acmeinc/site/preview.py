"""A web server for one machine that shows the page as it was built, before anybody else sees it."""

from collections.abc import Collection
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from acmeinc.errors import Failed
from acmeinc.site.pages import POLICY

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
_FIRST = "index.html"
_POLL_S = 0.05
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
}
_PLAIN = "text/plain; charset=utf-8"
_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Preview:
    """Serves the files `names` of `folder` on 127.0.0.1 while it is entered; other files are not there.

    `port` 0 takes any that is free. Raises `Failed` when the port is taken.
    """

    def __init__(self, folder: Path, names: Collection[str], port: int) -> None:
        self.names = frozenset(names)
        try:
            self._server = _Server((HOST, port), _handler(folder, self))
        except OSError as error:
            hint = "acmeinc site serve --port 0 (any that is free)"
            raise Failed(f"port {port} cannot be used: {error.strerror}", hint=hint) from error
        except OverflowError:
            raise Failed(f"there is no port {port}", hint="a number up to 65535") from None

    @property
    def address(self) -> str:
        """Return where the page is."""
        return f"http://{HOST}:{self._server.server_port}/"

    def __enter__(self) -> "Preview":
        """Start to answer."""
        self._thread = Thread(target=self._server.serve_forever, args=(_POLL_S,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Two previews on one port would take turns.
    allow_reuse_port = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that goes away is no error."""


def _handler(folder: Path, preview: Preview) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers with a file, or says that there is none."""

        server_version = "acmeinc"
        sys_version = ""

        def do_GET(self) -> None:
            """Answer with the file and its headers."""
            self._answer(with_content=True)

        def do_HEAD(self) -> None:
            """Answer with the headers alone."""
            self._answer(with_content=False)

        def _answer(self, *, with_content: bool) -> None:
            status, kind, content = self._found()
            self.send_response(status)
            for header, value in {**_HEADERS, "Content-Type": kind}.items():
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if with_content:
                self.wfile.write(content)

        def _found(self) -> tuple[HTTPStatus, str, bytes]:
            name = file_of(self.path)
            if not is_meant(self.headers.get("Host", ""), preview.address):
                return HTTPStatus.MISDIRECTED_REQUEST, _PLAIN, b"not here\n"
            if name in preview.names:
                try:
                    return HTTPStatus.OK, _TYPES[Path(name).suffix], (folder / name).read_bytes()
                except OSError:
                    pass
            return HTTPStatus.NOT_FOUND, _PLAIN, b"there is no such page\n"

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: whoever looks at the page knows what was asked for."""

    return Handler


def file_of(target: str) -> str:
    """Return the name of the file that a request asks for: of a folder, its first page."""
    name = unquote(urlsplit(target).path).removeprefix("/")
    return f"{name}{_FIRST}" if not name or name.endswith("/") else name


def is_meant(host: str, address: str) -> bool:
    """Return whether a request was meant for this server: a page elsewhere may have its name lead here."""
    port = urlsplit(address).port
    return host in {f"{name}:{port}" for name in _NAMES} | ({*_NAMES} if port == 80 else set())
