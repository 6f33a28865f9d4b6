"""The page on which a person decides: by keyboard, on a phone, with hostile articles, and for this machine only."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.readings import reading_in
from scrutiny.messages import Words
from scrutiny.reviewing.arriving import read_into
from scrutiny.reviewing.deciding import Wish, decide
from scrutiny.reviewing.page.server import LARGEST, Desk, Server, listening
from tests.browser.test_page import axe
from tests.helpers_articles import NOW, arrive, claims, proposal, reader, second, three

pytestmark = pytest.mark.browser

HOSTILE = (
    "Ben </script><script>window.pwned=1</script> claimed victory <img src=x onerror=window.pwned=2> & "
    "&lt;b&gt; {{7*7}} ${1} javascript:window.pwned=3 \u202e\u2066 𝒜 \"'`--> <!-- all the same.\n"
    + "unbreakable" * 40
    + "\n"
)
WORDS = "claimed victory <img src=x onerror=window.pwned=2>"


def hostile(case: Path, tmp_path: Path) -> None:
    """An article whose text, title, outlet, speaker and author are markup."""
    file = tmp_path / "hostile.html"
    file.write_text("<p>", encoding="utf-8")
    claim = Claim("h", "claims_victory", HOSTILE.strip()[:120], about="Ben", words=HOSTILE.strip(), summary="</dl><h1>")
    made = proposal(HOSTILE, HOSTILE.partition("\n")[0], WORDS, claim, made_by="<b>rules")
    about = {
        "title": f"<img src=x onerror=window.pwned=4>{'x' * 80}",
        "outlet": "</section>",
        "author": "<i>",
        "url": "javascript:1",
    }
    read_into(case, file, fetched_at=date(2024, 8, 1), reader=reader(made, text=HOSTILE, **about))


Open = Callable[..., Any]


@pytest.fixture
def serving() -> Iterator[Callable[..., Server]]:
    """Serves a case in a thread, and stops."""
    servers: list[Server] = []

    def start(case: Path, by: str = "Rosa", language: str = "en") -> Server:
        server = listening(Desk(case, by, lambda: datetime.now(UTC).replace(microsecond=0), Words(language)))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def shown(browser: Any) -> Iterator[Open]:
    """Opens the page; what it asks for and complains about is kept."""
    contexts = []

    def open_(server: Server, width: int = 1280, height: int = 900, **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: page.complaints.append("dialog"))
        page.goto(server.address)
        until(page, "#count", " ")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def courier(case: Path, tmp_path: Path) -> Path:
    """A case into which one article was read."""
    file = tmp_path / "courier.html"
    file.write_text("<p>as saved</p>", encoding="utf-8")
    arrive(case, file)
    return case


def until(page: Any, place: str, text: str) -> None:
    """Wait until a place of the page says something; asked from here, since the page lets nobody evaluate texts."""
    for _ in range(250):
        if text in page.text_content(place):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{place} says {page.text_content(place)!r}, not {text!r}")


def said(page: Any, text: str) -> None:
    until(page, "#said", text)


def test_the_words_are_marked_in_the_sentence_and_in_the_article(
    courier: Path, serving: Callable[..., Server], shown: Open
) -> None:
    page = shown(serving(courier))
    assert page.text_content("#sentence mark") == "announced on Sunday that Ana had 66.7 % of the vote"
    assert page.text_content("#text mark") == "announced on Sunday that Ana had 66.7 % of the vote"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.text_content("#text mark") == "congratulated Ana", "also after a sign that a browser counts as two"
    assert "congratulates" in page.text_content("#rows") and "70%" in page.text_content("#rows")
    page.keyboard.press("k")
    assert page.text_content("#sentence mark") == "Ben claimed victory"
    assert page.text_content("#count") == "2 of 3, 3 open"


def test_everything_by_keyboard(courier: Path, serving: Callable[..., Server], shown: Open) -> None:
    page = shown(serving(courier))
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("a")
    assert set(claims(courier)) == {"b1"}, "nothing is decided behind the help"
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    said(page, "Written as the claim a-council.")
    assert claims(courier)["a-council"].reports[0].by == "The Courier"
    assert page.text_content("#sentence mark") == "Ben claimed victory", "the next that is open"
    page.keyboard.press("s")
    assert page.text_content("#sentence mark") == "congratulated Ana"
    page.keyboard.press("r")
    page.keyboard.type("not about this election: a j k")
    page.keyboard.press("Enter")
    said(page, "Rejected")
    page.keyboard.press("c")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Benjamin")
    page.keyboard.press("Enter")
    said(page, "Written as the claim a-ben. Every proposal is decided.")
    assert claims(courier)["a-ben"].speaker == "Benjamin" and "a-ruritania" not in claims(courier)
    decisions = reading_in(courier, "courier").reading.decisions
    assert [(one.decided, one.by, one.reason) for one in decisions] == [
        ("accepted", "Rosa", ""), ("rejected", "Rosa", "not about this election: a j k"), ("corrected", "Rosa", ""),
    ]  # fmt: skip
    assert page.complaints == []


def test_a_decision_can_be_taken_back(courier: Path, serving: Callable[..., Server], shown: Open) -> None:
    page = shown(serving(courier))
    page.keyboard.press("a")
    said(page, "a-council")
    page.keyboard.press("k")
    assert "Decided: accepted, by Rosa" in page.text_content("#remarks")
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    said(page, "Rejected")
    assert "a-council" not in claims(courier)


def test_a_mistake_is_told_and_what_was_typed_stays(courier: Path, serving: Callable[..., Server], shown: Open) -> None:
    page = shown(serving(courier))
    page.keyboard.press("c")
    page.fill("#field-said", "Sunday")
    page.fill("#field-shares", "Zoe=66.7")
    page.click("#correction button[type=submit]")
    page.wait_for_selector("#problems p")
    assert "'Sunday' is not a day" in page.text_content("#problems")
    assert page.input_value("#field-shares") == "Zoe=66.7", "nothing has to be typed twice"
    page.fill("#field-said", "2024-07-28")
    page.keyboard.press("Enter")
    until(page, "#problems", "no option")
    page.keyboard.press("Escape")
    assert not page.is_visible("#correction")
    assert set(claims(courier)) == {"b1"}


def test_a_report_is_joined(courier: Path, tmp_path: Path, serving: Callable[..., Server], shown: Open) -> None:
    decide(courier, "courier", three()[0].id, Wish("accept", "Rosa", NOW))
    second(courier, tmp_path, agencies=("AFP",))
    page = shown(serving(courier))
    page.keyboard.press("s")
    page.keyboard.press("s")
    assert "one more report" in page.text_content("#remarks")
    assert page.text_content("#accept") == "Accept as one more report"
    page.keyboard.press("a")
    said(page, "a-council")
    assert [report.by for report in claims(courier)["a-council"].reports] == ["The Courier", "The Herald"]


def test_somebody_else_decided_meanwhile(courier: Path, serving: Callable[..., Server], shown: Open) -> None:
    page = shown(serving(courier))
    decide(courier, "courier", three()[0].id, Wish("reject", "Luis", NOW))
    page.keyboard.press("a")
    until(page, "#problems", "Luis decided meanwhile")
    until(page, "#remarks", "Decided: rejected, by Luis")
    assert "a-council" not in claims(courier)
    page.keyboard.press("a")
    said(page, "a-council")


def test_hostile_text_stays_text_and_nothing_leaves_the_machine(
    case: Path, tmp_path: Path, serving: Callable[..., Server], shown: Open
) -> None:
    hostile(case, tmp_path)
    server = serving(case, by="<script>window.pwned=5</script>")
    page = shown(server)
    page.wait_for_timeout(200)
    assert page.text_content("#text") == HOSTILE
    assert page.text_content("#text mark") == page.text_content("#sentence mark") == WORDS
    page.keyboard.press("c")
    assert page.input_value("#field-words") == HOSTILE.strip()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    said(page, "Written")
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img, main script, main b, main i, main h1:not(#asked)").count() == 0
    assert page.complaints == []
    assert all(url.startswith((server.address, "data:")) for url in page.asked)
    assert claims(case)["h"].words == HOSTILE.strip()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_it_never_scrolls_sideways(
    case: Path, tmp_path: Path, serving: Callable[..., Server], shown: Open, width: int
) -> None:
    hostile(case, tmp_path)
    second(case, tmp_path)
    page = shown(serving(case, language="es"), width, 844)
    for key in ("c", "Escape", "r", "Escape", "?", "Escape", "j"):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press(key)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#actions button").first.is_visible(), "the buttons are at hand"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(courier: Path, serving: Callable[..., Server], shown: Open, width: int, scheme: str) -> None:
    page = shown(serving(courier), width, color_scheme=scheme, bypass_csp=True)
    assert axe(page) == []
    page.keyboard.press("c")
    assert axe(page) == []
    page.keyboard.press("r")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert axe(page) == []


def test_pictures_for_the_eye(courier: Path, tmp_path: Path, serving: Callable[..., Server], shown: Open) -> None:
    """Written where SCRUTINY_PICTURES says; without it the page is only drawn."""
    second(courier, tmp_path)
    place = Path(os.environ.get("SCRUTINY_PICTURES", str(tmp_path)))
    for width in (390, 1280):
        page = shown(serving(courier), width, 844)
        assert page.screenshot(path=place / f"review-{width}.png")
        page.keyboard.press("c")
        assert page.screenshot(path=place / f"review-{width}-correct.png", full_page=True)


class TestOnlyThisPage:
    """What a page of somebody else's, a guessed address or a name that leads here can do: nothing."""

    def ask(self, server: Server, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, Any]:
        line = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
        sent = {"Host": server.origin.removeprefix("http://")} | {k.replace("_", "-"): v for k, v in headers.items()}
        line.putrequest(method, path, skip_host=True)
        for name, value in (
            sent | ({"Content-Length": str(len(body))} if "Content-Length" not in sent else {})
        ).items():
            line.putheader(name, value)
        line.endheaders(body)
        answer = line.getresponse()
        return answer.status, answer.read(), answer.headers

    def wish(self, **more: str) -> bytes:
        return json.dumps({"stem": "courier", "id": three()[0].id, "choice": "accept", "seen": ""} | more).encode()

    def test_addresses(self, courier: Path, serving: Callable[..., Server]) -> None:
        server = serving(courier)
        other = serving(courier)
        root = f"/{server.token}/"
        assert self.ask(server, "GET", root)[0] == 200
        assert len(server.token) >= 32 and server.token != other.token
        for path in ("/", "/data", f"/{server.token}", f"/{other.token}/", f"/{server.token}x/data", "/favicon.ico"):
            assert self.ask(server, "GET", path)[0] == 404, path
        for path in ("../case.toml", "page.html.j2", "server.py", "%2e%2e/case.toml", "decide"):
            assert self.ask(server, "GET", root + path)[0] == 404, path
        assert server.server_address[0] == "127.0.0.1"

    def test_hosts_and_origins(self, courier: Path, serving: Callable[..., Server]) -> None:
        server = serving(courier)
        root, json_ = f"/{server.token}/", {"Content_Type": "application/json"}
        for headers in (
            {"Host": "evil.example"}, {"Host": f"evil.example:{server.server_address[1]}"}, {"Host": ""},
            {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
        ):  # fmt: skip
            assert self.ask(server, "GET", root + "data", **headers)[0] == 403, headers
            origin = {"Origin": server.origin} | headers
            assert self.ask(server, "POST", root + "decide", self.wish(), **json_, **origin)[0] == 403, headers
        assert self.ask(server, "POST", root + "decide", self.wish(), **json_)[0] == 403, "without an origin"
        text = {"Origin": server.origin, "Content_Type": "text/plain"}
        assert self.ask(server, "POST", root + "decide", self.wish(), **text)[0] == 415
        assert set(claims(courier)) == {"b1"}
        good = {"Origin": server.origin, "Sec_Fetch_Site": "same-origin"}
        assert self.ask(server, "POST", root + "decide", self.wish(), **json_, **good)[0] == 200
        assert "a-council" in claims(courier)

    def test_bodies(self, courier: Path, serving: Callable[..., Server]) -> None:
        server = serving(courier)
        place = f"/{server.token}/decide"
        good = {"Origin": server.origin, "Content_Type": "application/json"}
        for body, status in (
            (b"", 400), (b"[]", 400), (b"{", 400), (b"[" * 100_000, 400), (b"\xff", 400), (b"{}", 409),
            (self.wish(choice="burn"), 409), (self.wish(stem="../case"), 409), (self.wish(stem="x\0"), 409),
            (self.wish(id="x"), 409), (self.wish(choice="correct"), 409), (self.wish(choice="join", joins="x"), 409),
            (b'{"choice": ["accept"], "stem": {}, "id": 1}', 409),
        ):  # fmt: skip
            code, told, _ = self.ask(server, "POST", place, body, **good)
            assert code == status, (body[:40], told)
            assert b"Traceback" not in told
        for length in ("-1", "x", str(LARGEST + 1), ""):
            assert self.ask(server, "POST", place, b"{}", **good, Content_Length=length)[0] == 413, length
        assert not reading_in(courier, "courier").reading.decisions

    def test_what_is_sent_forbids_what_is_not_ours(self, courier: Path, serving: Callable[..., Server]) -> None:
        server = serving(courier)
        for place in ("", "page.js", "page.css", "data"):
            status, content, headers = self.ask(server, "GET", f"/{server.token}/{place}")
            policy = headers["Content-Security-Policy"]
            assert status == 200 and "default-src 'none'" in policy and "unsafe" not in policy
            assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Content-Type-Options"] == "nosniff" and "Access-Control-Allow-Origin" not in headers
            assert b"http://" not in content.replace(b"http://www.w3.org", b"") or place == "data"
            assert server.token.encode() not in content


def test_ctrl_c_ends_it_without_a_traceback(courier: Path) -> None:
    command = [sys.executable, "-m", "scrutiny", "review", str(courier), "--by", "Rosa", "--page"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        address = running.stdout.readline()
        assert "http://127.0.0.1:" in address
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    finally:
        running.kill()
    assert running.returncode == 0 and err == "" and "every decision is written" in out


def test_damage_is_told_on_the_page(courier: Path, serving: Callable[..., Server], shown: Open) -> None:
    (courier / "readings/courier.txt").write_text("other", encoding="utf-8")
    page = shown(serving(courier))
    assert "was changed since it was read" in page.text_content("#problems")
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert "was changed since it was read" in page.text_content("#problems")
    assert set(CaseFolder(courier).case.claim_by_id) == {"b1"}
    (courier / "readings/courier.toml").write_text("[", encoding="utf-8")
    page.keyboard.press("a")
    until(page, "#problems", "not TOML")
