"""Seeded personal data through drafts, streams, rewrites and the judge, good calls and failures: none of it leaks.

Not to the model, not into logs, the ledger or errors; the reader gets it back where it belongs.
"""

import json
import logging
import traceback
from dataclasses import replace

import pytest

from drafting.propose import propose, propose_stream
from drafting.rewrite import rewrite
from drafting.variants import second_variant
from model_gateway.breaker import Breaker, GuardedGateway
from model_gateway.gateway import ModelFailure, ModelGateway, ModelRequest
from model_gateway.ledger import MemoryLedger
from model_gateway.openai_gateway import OpenAIGateway
from model_gateway.scripted import Breaks, ScriptedGateway
from qa_scoring.case import build_case
from qa_scoring.score_model import score_with_model
from reply_core.types import Inquiry, Message, Order
from reply_core.waits import read_turns
from tests.drafting.desks import FRIDAY, desk, inquiry
from tests.drafting.test_write import said
from tests.model_gateway.misbehaving import breaks_off, misbehaving, never_stops, refuses, says
from tests.qa_scoring.made_cases import OFFICE, RETURNS, SLOTS, WALK_C, a_book

NAME, PHONE, MAIL = "Мария Лескова", "+7 912 345-67-89", "leskova.m@example.ru"
CARD, PASSPORT, ADDRESS = "4111 1111 1111 1111", "45 11 123456", "ул. Лесная, д. 5, кв. 12"
SNILS = "112-233-445 95"
SECRETS = ("Лескова", "Лесковой", "345-67-89", MAIL, CARD, "123456", "Лесная, д. 5", SNILS)
TEXT = (
    f"Меня зовут {NAME}, мой номер {PHONE}, почта {MAIL}. Платила картой {CARD}, паспорт {PASSPORT}, СНИЛС {SNILS}. "
    f"Адрес: {ADDRESS}. Заказ 48213. Можно вернуть товар?"
)
TERM = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."
GOOD = said((1, [1, 2], "[PERSON_1], вернуть товар можно в течение 14 дней после получения."))
WRONG = said((1, [1], "[PERSON_1], перезвоним на [PHONE_1] до 18:00."), (1, [1], TERM))


def asked() -> Inquiry:
    before = Message(id="b", text=f"Это снова {NAME}, {PHONE}", direction="in", author_kind="customer", at=FRIDAY)
    order = Order(number="48213", text=f"Получатель {NAME}, {ADDRESS}. Статус: получен.")
    return inquiry(TEXT, name=NAME, order=order, before=(before,))


def leaks(*texts: object) -> list[str]:
    """The secrets found in what should hold none."""
    whole = "\n".join(
        text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, default=str) for text in texts
    )
    return [secret for secret in SECRETS if secret in whole]


def sent(requests: list[ModelRequest]) -> str:
    return "\n".join(request.system + request.user for request in requests)


async def everything(gateway: ModelGateway, ledger: MemoryLedger) -> None:
    """A draft, a streamed one, a variant, two rewrites and a score, whatever the gateway does."""
    ours = desk(gateway=gateway, ledger=ledger)
    first = await propose(asked(), ours, now=FRIDAY)
    _ = [event async for event in propose_stream(asked(), ours, now=FRIDAY, pieces=True)]
    await second_variant(asked(), ours, first, now=FRIDAY)
    reply = f"Здравствуйте, {NAME}! Перезвоним на {PHONE} до 18:00. Вернуть можно в течение 14 дней."
    await rewrite(reply, "warmer", ours)
    await rewrite(reply, "shorter", ours)
    first_message, answer = WALK_C.messages
    talk = replace(
        WALK_C,
        customer_name=NAME,
        messages=(
            replace(first_message, text=f"{first_message.text} {TEXT}"),
            replace(answer, text=f"Здравствуйте, {NAME}! {answer.text} Перезвоним на {PHONE}."),
        ),
    )
    book = a_book(RETURNS, SLOTS, calendar=OFFICE)
    await score_with_model(build_case(talk, read_turns(talk)[-1], book), book, gateway, ledger)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "script",
    [
        [GOOD] * 20,
        [WRONG] * 20,
        ['{"text": "Здравствуйте, [PERSON_1]! Срок 30 дней."}'] * 20,
        [Breaks("timeout", after=GOOD[:60])] * 20,
        ["не JSON"] * 20,
        [""] * 20,
    ],
    ids=["good", "refused and mended", "facts lost", "timeout", "no JSON", "empty"],
)
async def test_no_call_log_or_ledger_holds_personal_data(
    script: list[str | Breaks], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the model says or however it fails, the model sees marks and the records see nothing."""
    ledger, gateway = MemoryLedger(), ScriptedGateway(script)
    with caplog.at_level(logging.DEBUG):
        await everything(gateway, ledger)

    assert len(gateway.requests) >= 5
    assert {request.purpose for request in gateway.requests} >= {"draft", "rewrite", "judge"}
    assert leaks(sent(gateway.requests)) == []
    assert "48213" in sent(gateway.requests)
    assert leaks([str(call) for call in ledger.calls], caplog.text) == []


@pytest.mark.anyio
async def test_the_reader_gets_the_values_back() -> None:
    """In the draft and in the rewritten text stand the customer's own name and number, no marks."""
    made = await propose(asked(), desk(gateway=ScriptedGateway([GOOD])), now=FRIDAY)
    better = '{"text": "Здравствуйте, [PERSON_1]! Мы перезвоним вам на [PHONE_1] до 18:00."}'
    text = f"Здравствуйте, {NAME}! Перезвоним на {PHONE} до 18:00."
    done = await rewrite(text, "warmer", desk(gateway=ScriptedGateway([better])))

    assert NAME in getattr(made, "text", "")
    assert (PHONE in done.text, done.changed) == (True, True)
    assert "[PHONE" not in done.text + getattr(made, "text", "")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "act",
    [refuses(400), refuses(500, retry_after="0"), refuses(429, retry_after="40"), breaks_off(GOOD[:50]),
     says("не JSON"), never_stops],
    ids=["400 that quotes the request", "500 that quotes it", "429", "a cut", "no JSON", "no end"],
)  # fmt: skip
async def test_errors_over_the_wire_quote_nobody(act: object, caplog: pytest.LogCaptureFixture) -> None:
    """Servers quote the request in their errors; neither our errors nor the logs of any library repeat it."""
    ledger = MemoryLedger()
    async with misbehaving(act) as server:  # type: ignore[arg-type]
        gateway = OpenAIGateway("m", base_url=server.url, timeout_seconds=0.4, max_retries=0)
        with caplog.at_level(logging.INFO):
            made = await propose(asked(), desk(gateway=GuardedGateway(gateway, Breaker()), ledger=ledger), now=FRIDAY)
            request = ModelRequest(purpose="draft", system="s", user=TEXT, schema={"type": "object"})
            with pytest.raises(ModelFailure) as failed:
                await gateway.complete(request)
        await gateway.close()

    told = "".join(traceback.format_exception_only(failed.value))
    assert leaks(told, str(failed.value), failed.value.what, failed.value.where, failed.value.mend) == []
    assert leaks(caplog.text, made.provenance.note, [str(call) for call in ledger.calls]) == []
    assert all(not leaks(json.dumps(body, ensure_ascii=False)) for body in server.calls[:1])
