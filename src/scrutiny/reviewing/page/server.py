"""Serves the page at 127.0.0.1, under an address that nobody can guess, to this machine's browser and to nobody else.

A page of somebody else's that is open in the same browser can send requests to this machine, too. So each request
must name the secret of the address, this very host (against names that are made to lead here), and, where it writes,
come from our own page. What is sent out forbids scripts and requests other than our own.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from scrutiny.errors import CaseError, MachineError, Problem, ScrutinyError
from scrutiny.evidence.folder import CaseFolder
from scrutiny.messages import Words
from scrutiny.reviewing.correcting import corrected
from scrutiny.reviewing.deciding import Choice, Wish, decide
from scrutiny.reviewing.items import item
from scrutiny.reviewing.page.view import View, seen_as

HOST = "127.0.0.1"
LARGEST = 200_000
"""Bytes of the largest request that is read."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}

_CHOICES: Mapping[str, Choice] = {one: one for one in get_args(Choice)}


@dataclass
class Desk:
    """What the page works on: a case, and the person who decides."""

    folder: Path
    by: str
    clock: Callable[[], datetime]
    words: Words
    writing: threading.Lock = field(default_factory=threading.Lock)

    def everything(self) -> dict[str, Any]:
        return View(self.folder, self.words).everything()

    def decide(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Do what the page asks for; gives the proposal as it is then."""
        texts = {name: value for name, value in asked.items() if isinstance(value, str)}
        stem, id_ = texts.get("stem", ""), texts.get("id", "")
        choice = _CHOICES.get(texts.get("choice", ""))
        if choice is None:
            raise CaseError(Problem("choice", repr(asked.get("choice")), "one of: " + ", ".join(_CHOICES)))
        with self.writing:
            here = item(self.folder, stem, id_)
            seen = here.decision if texts.get("seen", "") == seen_as(here.decision) else None
            claim = None
            if choice == "correct":
                typed = asked.get("typed")
                if not isinstance(typed, dict) or not all(isinstance(value, str) for value in typed.values()):
                    raise CaseError(Problem("typed", "is no list of fields", "each field as a text"))
                claim = corrected(here.to_correct, typed)
            wish = Wish(choice, self.by, self.clock(), texts.get("reason", ""), claim, texts.get("joins", ""))
            made = decide(self.folder, stem, id_, wish, seen)
            return {"item": View(self.folder, self.words).one(stem, id_), "claim": made.decision.claim}


def serve(
    folder: Path,
    by: str,
    clock: Callable[[], datetime],
    words: Words,
    started: Callable[[str], None],
    port: int = 0,
) -> None:
    """Serve the page until Ctrl-C.

    Parameters
    ----------
    started
        Called with the address, once the page can be opened.
    """
    desk = Desk(folder, by, clock, words)
    server = listening(desk, port)
    started(server.address)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        with desk.writing:  # a decision that is being written is written whole
            pass
    finally:
        server.server_close()


def listening(desk: Desk, port: int = 0) -> Server:
    """A server that listens, and does not answer yet."""
    if not 0 <= port <= 65535:
        raise CaseError(Problem("--port", str(port), "a number from 1 to 65535, or 0 for any free port"))
    try:
        return Server(desk, port)
    except OSError as error:
        raise MachineError(
            Problem(f"--port {port}", f"cannot be used: {error.strerror or error}", "a free port", "leave --port out")
        ) from error


class Server(ThreadingHTTPServer):
    """The server of one page."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.desk = desk
        self.token = secrets.token_urlsafe(24)
        self.origin = f"http://{HOST}:{self.server_address[1]}"
        self.address = f"{self.origin}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no fault that anybody should read about."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 30
    server_version, sys_version = "scrutiny", ""

    def do_GET(self) -> None:
        place = self._place()
        if place is None:
            return
        if place == "":
            self._send(HTTPStatus.OK, _shell(self.server.desk), "text/html; charset=utf-8")
        elif place in ("page.css", "page.js"):
            content = resources.files(__package__).joinpath(place).read_bytes()
            self._send(HTTPStatus.OK, content, _TYPES[place.rpartition(".")[2]])
        elif place == "data":
            self._answer(self.server.desk.everything)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        place = self._place()
        if place is None:
            return
        if self.headers.get("Origin") != self.server.origin:
            self._refuse(HTTPStatus.FORBIDDEN)
        elif place != "decide":
            self._refuse(HTTPStatus.NOT_FOUND)
        elif self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        else:
            asked = self._body()
            if asked is not None:
                self._answer(lambda: self.server.desk.decide(asked))

    def _place(self) -> str | None:
        """What is asked for, below the secret; None where the request was refused."""
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site")
        if (
            self.headers.get_all("Host") != [self.server.origin.removeprefix("http://")]
            or origin not in (None, self.server.origin)
            or site not in (None, "none", "same-origin")
        ):
            self._refuse(HTTPStatus.FORBIDDEN)
            return None
        path = self.path.partition("?")[0]
        token, slash, place = path.removeprefix("/").partition("/")
        if not slash or not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
            return None
        return place

    def _body(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return None
        return asked

    def _answer(self, work: Callable[[], dict[str, Any]]) -> None:
        """What the work gives, or the mistakes that it tells, or that the fault is ours; never a traceback."""
        status = HTTPStatus.OK
        try:
            told = work()
        except ScrutinyError as error:
            status = HTTPStatus.CONFLICT
            told = {"problems": [str(problem) for problem in error.problems]}
        except Exception as error:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            told = {"problems": [f"this is our fault, not yours: {type(error).__name__}: {error}"]}
        content = json.dumps(told, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
        self._send(status, content, "application/json; charset=utf-8")

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self._send(status, f"{status.value} {status.phrase}\n".encode(), "text/plain; charset=utf-8")

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal belongs to the person."""


def _shell(desk: Desk) -> bytes:
    """The page without its data: headings and buttons in the person's language."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("scrutiny.reviewing", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": desk.words.translate}
    case = CaseFolder(desk.folder).case
    made = environment.get_template("page.html.j2").render(
        title=desk.words.named(case.title), by=desk.by, language=desk.words.language
    )
    return made.encode()
