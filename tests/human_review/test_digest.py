"""The digest in words and on its way: no number below its minimum n, each shape as it is taken, no private address."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from human_review.digest import Digest, GrowingGap, Moved
from human_review.digest_files import TELEGRAM_LIMIT, as_html, as_slack, as_telegram, as_text, say_digest
from human_review.digest_sending import Destination, check_destination, is_public, send
from human_review.digest_targets import due_moment
from human_review.response_times import ResponseFigures
from human_review.statistics import Point
from human_review.trend_state import TrendState
from reply_core.clock import FixedClock
from reply_core.errors import InvalidInput, TactError, Unavailable
from reply_core.settings import Settings, load_settings
from reply_core.types import Language
from reply_core.wait_figures import Quantile

CLOCK = FixedClock(datetime(2026, 11, 16, 7, tzinfo=UTC))
DIGEST = Digest(
    team="Дневная",
    since=date(2026, 11, 9),
    until=date(2026, 11, 15),
    moved=(
        Moved(
            name="total",
            week=Point(n=34, conversations=28, mean=71.6, low=66.2, high=76.4),
            state=TrendState(name="declining", base=78.0, moved=-5.2),
            level="rules",
            standard="demo-1",
        ),
        Moved(name="politeness", week=Point(n=7, conversations=6), state=TrendState(name="not enough data")),
    ),
    response=ResponseFigures(
        waits=40, answered=38, median=Quantile(1500, 1200, 2000), p90=Quantile(9000, 7000, 12000), in_target=30,
        judged=40, share=0.75, low=0.6, high=0.86,
    ),
    waiting=5,
    past_target=2,
    disputes=3,
    oldest_dispute_days=4,
    candidates=6,
    candidates_more=False,
    gaps=(GrowingGap(topic="delivery", now=12, before=3),),
    practice_due=2,
    practice_late=1,
)  # fmt: skip


def test_it_reads_as_a_lead_would_say_it() -> None:
    """Every figure with its n and interval, the state in words, what waits, in Russian and English."""
    text = as_text(say_digest(DIGEST, "ru"))
    english = as_text(say_digest(DIGEST, "en"))

    assert "Неделя поддержки: Дневная, 09.11 – 15.11" in text
    assert "72 [66–76], ответов 34, диалогов 28; снижается, −5 к своей базе 78" in text
    assert "уровень «только правила», стандарт demo-1" in text
    assert "не позже 25 мин, девять из десяти — 2 ч 30 мин" in text
    assert "В срок: 75 % [60–86] из 40" in text
    assert "ждут ответа: 5, из них дольше срока: 2" in text
    assert "Открытые споры: 3; самый старый ждёт дней: 4" in text
    assert "12 вопросов без ответа в базе, неделей раньше 3" in text
    assert "72 [66–76], 34 replies, 28 conversations; declining, −5 against the own base 78" in english
    assert "9 Nov – 15 Nov" in english


@pytest.mark.parametrize("language", ["ru", "en"])
def test_below_the_minimum_there_is_no_number(language: Language) -> None:
    """Six conversations and nine waits say that they are too few, and nothing else."""
    few = replace(DIGEST, moved=DIGEST.moved[1:], response=ResponseFigures(waits=9, answered=9))
    text = as_text(say_digest(few, language))

    assert "[" not in text
    assert "%" not in text
    assert ("нужно 10" if language == "ru" else "10 are needed") in text


def test_nothing_at_all_is_said_too() -> None:
    """An empty shop has a digest without a number that was not counted."""
    nothing = Moved(name="total", week=Point(n=0, conversations=0), state=TrendState(name="not enough data"))
    empty = replace(DIGEST, moved=(nothing,), response=ResponseFigures(), gaps=(), disputes=0, oldest_dispute_days=None)

    text = as_text(say_digest(empty, "ru"))

    assert "мало данных" in text
    assert "растут" not in text
    assert "самый старый" not in text


def test_names_cannot_break_a_shape() -> None:
    """A team called like a tag stays text in HTML, Slack and Telegram."""
    said = say_digest(replace(DIGEST, team="<b>&Co</b><script>"), "ru")

    assert "<script>" not in as_html(said)
    assert "&lt;script&gt;" in as_telegram(said, "1")["text"]
    assert "<script>" not in as_telegram(said, "1")["text"]
    slack = as_slack(replace(said, sections=(replace(said.sections[0], lines=("<!channel> & <@U1>",)),)))
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" in slack["blocks"][1]["text"]["text"]


def test_slack_and_telegram_take_the_longest_digest() -> None:
    """Block Kit's and the Bot API's limits hold, whole lines are kept, tags are closed."""
    gaps = tuple(GrowingGap(topic=f"topic-{n}", now=50, before=1) for n in range(300))
    said = say_digest(replace(DIGEST, gaps=gaps), "ru")
    slack, telegram = as_slack(said), as_telegram(said, "-100")

    assert slack["blocks"][0]["type"] == "header"
    assert all(len(json.dumps(block.get("text", ""), ensure_ascii=False)) < 3200 for block in slack["blocks"])
    assert len(telegram["text"]) <= TELEGRAM_LIMIT
    assert telegram["text"].count("<b>") == telegram["text"].count("</b>")
    assert (telegram["chat_id"], telegram["parse_mode"]) == ("-100", "HTML")


# when


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-16T05:59:00+00:00", None),
        ("2026-11-16T06:00:00+00:00", "2026-11-16T09:00:00+03:00"),
        ("2026-11-18T20:00:00+00:00", "2026-11-16T09:00:00+03:00"),
        ("2026-11-19T06:00:00+00:00", None),
    ],
)
def test_it_is_due_from_its_hour_on_for_three_days(now: str, due: str | None) -> None:
    """In the shop's zone; after an outage of up to three days it is still sent."""
    found = due_moment(datetime.fromisoformat(now), "mon 09:00", ZoneInfo("Europe/Moscow"))

    assert found == (datetime.fromisoformat(due) if due else None)


def test_a_sunday_digest_is_still_due_on_monday() -> None:
    """The week's end belongs to the week before."""
    zone = ZoneInfo("Europe/Moscow")
    monday = datetime(2026, 11, 16, 10, tzinfo=zone)

    assert due_moment(monday, "sun 20:00", zone) == datetime(2026, 11, 15, 20, tzinfo=zone)


# where


def settings(**given: Any) -> Settings:
    """Settings with a mail server."""
    return load_settings(**{"smtp_host": "127.0.0.1", "smtp_from": "Tact <tact@shop.example>", **given})


@pytest.mark.parametrize(
    "to",
    [
        Destination(kind="email", address="lead"),
        Destination(kind="email", address="a@b@c"),
        Destination(kind="email", address="a@b.example\nBcc: x@y.example"),
        Destination(kind="email", address="a@b.example,c@d.example"),
        Destination(kind="webhook", address="http://hooks.example/x"),
        Destination(kind="webhook", address="ftp://hooks.example/x"),
        Destination(kind="webhook", address="https://"),
        Destination(kind="webhook", address="https://user:pass@hooks.example/x"),
        Destination(kind="webhook", address="https://hooks.example:99999/x"),
        Destination(kind="webhook", address="https://[::1"),
        Destination(kind="webhook", address="https://api.telegram.org/bot1/sendMessage", shape="telegram"),
    ],
)
def test_addresses_that_cannot_work_are_refused(to: Destination) -> None:
    """With the cause and the cure, before anything is stored."""
    with pytest.raises(InvalidInput) as problem:
        check_destination(to, settings())
    assert problem.value.mend


def test_mail_without_a_server_is_refused() -> None:
    """The settings to set are named."""
    with pytest.raises(InvalidInput, match="TACT_SMTP_HOST"):
        check_destination(Destination(kind="email", address="a@b.example"), load_settings())


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::a00:1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_private_addresses_are_known(address: str) -> None:
    """Loopback, private, link-local (the clouds' metadata), shared, multicast, and all of these wrapped in IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "149.154.167.220", "2606:4700::1111"])
def test_public_addresses_are_let_through(address: str) -> None:
    """Ordinary addresses of the internet."""
    assert is_public(address)


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:10.0.0.1]"])
async def test_a_private_webhook_gets_nothing(host: str) -> None:
    """However the address is written; the setting that allows it is named."""
    to = Destination(kind="webhook", address=f"https://{host}/hook")

    with pytest.raises(TactError) as problem:
        await send(to, say_digest(DIGEST, "ru"), settings(), CLOCK)
    assert isinstance(problem.value, InvalidInput | Unavailable)
    assert "TACT_WEBHOOK_PRIVATE" in str(problem.value) or "not known" in str(problem.value)


# on its way


@contextmanager
def hook(status: int = 200) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """A webhook on this machine: its address, and what it was sent (path, body)."""
    taken: list[tuple[str, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            taken.append((self.path, json.loads(body)))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("shape", "path", "field"),
    [("plain", "/x", "text"), ("slack", "/x", "blocks"), ("telegram", "/bot1/sendMessage?chat_id=-5", "parse_mode")],
)
async def test_a_webhook_gets_its_shape(shape: str, path: str, field: str) -> None:
    """Where private addresses are allowed: one POST of JSON to the path with its query."""
    with hook() as (address, taken):
        to = Destination(kind="webhook", address=address + path, shape=shape)
        await send(to, say_digest(DIGEST, "ru"), settings(webhook_private=True), CLOCK)

    ((where, body),) = taken
    assert where == path
    assert field in body
    assert body.get("chat_id", "-5") == "-5"


@pytest.mark.anyio
@pytest.mark.parametrize("status", [302, 404, 500])
async def test_a_webhook_that_refuses_is_told(status: int) -> None:
    """Any other answer than success is an error that names the status and not the address; redirects lead nowhere."""
    with hook(status) as (address, taken):
        to = Destination(kind="webhook", address=f"{address}/secret-path")
        with pytest.raises(Unavailable) as problem:
            await send(to, say_digest(DIGEST, "ru"), settings(webhook_private=True), CLOCK)

    assert str(status) in str(problem.value)
    assert "secret-path" not in str(problem.value)
    assert len(taken) == 1


@contextmanager
def mail_server(refuse: bytes = b"") -> Iterator[tuple[int, list[bytes]]]:
    """A mail server of a few lines: its port and the letters it took."""
    letters: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 test\r\n")
            for line in lines:
                verb = line[:4].upper()
                if verb == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    letter = b""
                    while (part := lines.readline()) != b".\r\n":
                        letter += part
                    letters.append(letter)
                elif verb == b"RCPT" and refuse:
                    connection.sendall(refuse)
                    continue
                connection.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    return

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], letters
    finally:
        listener.close()
        thread.join(timeout=5)


@pytest.mark.anyio
async def test_an_e_mail_has_both_texts() -> None:
    """Plain text and HTML, in UTF-8, marked as written by a machine."""
    with mail_server() as (port, letters):
        to = Destination(kind="email", address="lead@shop.example")
        await send(to, say_digest(DIGEST, "ru"), settings(smtp_port=port, smtp_security="none"), CLOCK)

    letter = message_from_bytes(letters[0], policy=policy.default)
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert letter["subject"] == "Неделя поддержки: Дневная, 09.11 – 15.11"
    assert letter["to"] == "lead@shop.example"
    assert letter["auto-submitted"] == "auto-generated"
    assert plain is not None
    assert "72 [66–76]" in plain.get_content()
    assert html is not None
    assert "<h1" in html.get_content()


@pytest.mark.anyio
async def test_a_mail_server_that_refuses_or_is_silent_is_told() -> None:
    """A refused recipient, a closed port, a server without the TLS that was asked for: said with what to check."""
    to, said = Destination(kind="email", address="lead@shop.example"), say_digest(DIGEST, "ru")
    with (
        mail_server(refuse=b"550 no such user\r\n") as (port, letters),
        pytest.raises(Unavailable, match="SMTPRecipientsRefused"),
    ):
        await send(to, said, settings(smtp_port=port, smtp_security="none"), CLOCK)
    with mail_server() as (port, _), pytest.raises(Unavailable, match="SMTPNotSupportedError"):
        await send(to, said, settings(smtp_port=port), CLOCK)
    with pytest.raises(Unavailable, match="TACT_SMTP_PORT"):
        await send(to, said, settings(smtp_port=9, smtp_security="none"), CLOCK)

    assert letters == []
