"""Handing a digest over: by SMTP, or to a webhook that lies on the public internet and speaks TLS.

A webhook's host is resolved once, every address must be public, and the connection goes to the address that was
checked: a name that answers differently the second time leads nowhere. Redirects are not followed.
"""

import asyncio
import ipaddress
import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import httpx

from human_review.digest_files import Said, as_html, as_slack, as_telegram, as_text
from reply_core.clock import Clock
from reply_core.errors import InvalidInput, Unavailable
from reply_core.settings import Settings

TIMEOUT_SECONDS = 15.0
KINDS = ("email", "webhook")
SHAPES = ("plain", "slack", "telegram")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a digest goes."""

    kind: str
    address: str
    shape: str = "plain"


def check_destination(to: Destination, settings: Settings) -> None:
    """Refuse what can never work, before it is stored. Whether a host is public is checked when it is sent to.

    Raises:
        InvalidInput: says what is wrong with it.
    """
    if to.kind == "email":
        name, _, host = to.address.partition("@")
        if not name or not host or any(each.isspace() or each in ',;<>"' for each in to.address) or "@" in host:
            raise InvalidInput("this is no e-mail address", where="address", mend="as in lead@shop.example")
        if not settings.smtp_host or not settings.smtp_from:
            raise InvalidInput("no mail server is set", where="smtp_host", mend="set TACT_SMTP_HOST and TACT_SMTP_FROM")
        return
    parts = _parts(to.address)
    if parts.scheme != "https" and not (settings.webhook_private and parts.scheme == "http"):
        raise InvalidInput("a webhook's address begins with https://", where="address", mend="give its https address")
    if not parts.hostname or parts.username or parts.password:
        raise InvalidInput("this is no address of a webhook", where="address", mend="as the service shows it")
    if to.shape == "telegram" and not _chat(to.address):
        raise InvalidInput(
            "the address does not name a chat", where="address",
            mend="https://api.telegram.org/bot<TOKEN>/sendMessage?chat_id=<CHAT>",
        )  # fmt: skip


async def send(to: Destination, said: Said, settings: Settings, clock: Clock) -> None:
    """Hand the digest over.

    Raises:
        InvalidInput: it can never get there this way.
        Unavailable: it did not get there now; says why without quoting addresses.
    """
    check_destination(to, settings)
    if to.kind == "email":
        await asyncio.to_thread(_send_mail, to.address, said, settings, clock)
    else:
        await _post(to, said, settings)


def _send_mail(address: str, said: Said, settings: Settings, clock: Clock) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = said.title, settings.smtp_from, address
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=settings.smtp_from.rpartition("@")[2].strip(">") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(as_text(said))
    message.add_alternative(as_html(said), subtype="html")
    try:
        with _connected(settings) as server:
            if settings.smtp_user:
                password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
                server.login(settings.smtp_user, password)
            server.send_message(message)
    except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
        code = getattr(error, "smtp_code", "")
        raise Unavailable(
            f"the mail server did not take the digest: {type(error).__name__} {code}".rstrip(), where="smtp_host",
            mend="check TACT_SMTP_HOST, TACT_SMTP_PORT, TACT_SMTP_USER and the address",
        ) from None  # fmt: skip


def _connected(settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


async def _post(to: Destination, said: Said, settings: Settings) -> None:
    parts = _parts(to.address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = await _public_address(host, port, allow_private=settings.webhook_private)
    place = f"[{address}]" if ":" in address else address
    pinned = urlunsplit((parts.scheme, f"{place}:{port}", parts.path, parts.query, ""))
    headers = {"Host": parts.netloc, "User-Agent": "tact-digest"}
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False) as http:
            answer = await http.post(pinned, json=_body(to, said), headers=headers, extensions={"sni_hostname": host})
    except httpx.HTTPError as error:
        raise _not_there(type(error).__name__) from None
    if not answer.is_success:
        raise _not_there(f"HTTP {answer.status_code}")


def _body(to: Destination, said: Said) -> dict[str, Any]:
    if to.shape == "slack":
        return as_slack(said)
    if to.shape == "telegram":
        return as_telegram(said, _chat(to.address))
    return {"title": said.title, "text": as_text(said)}


async def _public_address(host: str, port: int, *, allow_private: bool) -> str:
    """One address of the host.

    Raises:
        InvalidInput: any of its addresses is not public.
        Unavailable: it has none.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _not_there("the host is not known") from None
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not allow_private and not all(is_public(each) for each in addresses):
        raise InvalidInput(
            "the webhook lies in a private network", where="address",
            mend="give a public address, or set TACT_WEBHOOK_PRIVATE for a relay of your own",
        )  # fmt: skip
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address lies on the public internet; those that wrap another one are judged by it.

    >>> is_public("8.8.8.8"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("169.254.169.254")
    (True, False, False, False)
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast


def _parts(address: str) -> Any:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (a wrong port raises here)
    except ValueError:
        raise InvalidInput("this is no address of a webhook", where="address", mend="as the service shows it") from None
    return parts


def _chat(address: str) -> str:
    return (parse_qs(urlsplit(address).query).get("chat_id") or [""])[0]


def _not_there(why: str) -> Unavailable:
    return Unavailable(f"the webhook did not take the digest: {why}", where="address", mend="check its address")
