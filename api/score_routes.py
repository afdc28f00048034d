"""Scores without storing anything: messages in, one row per operator turn out, as ``tact score`` gives them."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from anyio import to_thread
from litestar import Router, post
from litestar.params import JSONBody

from api.handling import Speaks, TheServices
from api.services import Services
from api.show_card import CardFacts, show_card
from api.views import CardView, PairIn, ScoreIn, ScoreMessageIn, ScoreRow, ScoreView
from api.words import say
from knowledge_base.articles import Article, article_of
from knowledge_base.search import KnowledgeIndex
from qa_scoring.batch_rows import MESSAGES
from qa_scoring.batch_score import conversations, score_row
from qa_scoring.case import Scorebook, build_case, last_moment, waits_of
from qa_scoring.language import shop_terms
from qa_scoring.score import score_conversation
from qa_scoring.score_model import score_with_model
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.standard import default_standard, standard_from_dict
from reply_core.errors import InvalidInput
from reply_core.row_values import order_of
from reply_core.topics import topic_of
from reply_core.types import Conversation, Language, Message
from reply_core.waits import read_turns
from reply_core.working_time import Calendar, calendar_from_dict
from tone_of_voice.profile import default_profile, profile_from_dict

Cards = list[Scorecard | Unscored]


@post("/", opt={"action": "try"}, status_code=200, summary="Score messages, storing nothing")
async def score(data: JSONBody[ScoreIn], services: TheServices, language: Speaks) -> ScoreView:
    """One row per operator turn, in order of conversations. Without `passages` correctness is checked against order and
    thread only; without `standard`, `profile` and `calendar` the default ones and 24/7 hold."""
    book = await to_thread.run_sync(_book, data, services)
    talks = await to_thread.run_sync(_talks, data.messages)
    rows = [_row(card) for talk in talks for card in await score_talk(talk, book, services)]
    notes = () if data.passages is not None else (say("no_passages", language),)
    return ScoreView(rows=tuple(rows), notes=notes)


@post("/pair", opt={"action": "try"}, status_code=200, summary="Score a pasted reply")
async def score_pair(data: JSONBody[PairIn], services: TheServices, language: Speaks) -> CardView:
    """The card of one reply to one message, by the shop's own knowledge, standard and voice; speed is left out."""
    await services.shop.freshen()
    talk = Conversation(
        id="pasted",
        channel=data.channel,
        customer_name=data.customer_name,
        order=order_of(data.order),
        messages=(
            *_said("question", data.question, "customer"),
            *_said("reply", data.reply, "operator"),
        ),
    )
    book = services.shop.scorebook().on(services.clock.now())
    (card,) = await score_talk(talk, book, services)
    facts = CardFacts(channel=data.channel, topic=topic_of(data.question).code)
    return show_card(card, book.standard, language, facts, confidence=True)


def _said(name: str, text: str, who: str) -> tuple[Message, ...]:
    if who == "operator":
        return (Message(id=name, text=text, direction="out", author_kind="operator", author_id="pasted"),)
    return (Message(id=name, text=text, direction="in", author_kind="customer"),) if text.strip() else ()


async def score_talk(talk: Conversation, book: Scorebook, services: Services) -> Cards:
    """The cards of a conversation that is not stored; grey criteria go to the model where there is one."""
    gateway = services.shop.gateway
    if gateway is None:
        return list(await to_thread.run_sync(score_conversation, talk, book))
    turns, moment = read_turns(talk), last_moment(talk)
    waits = waits_of(talk, book, moment)
    return [
        await score_with_model(
            build_case(talk, turn, book, waits=waits, turns=turns, now=moment), book, gateway, services.shop.ledger
        )
        for turn in turns
    ]


def _book(data: ScoreIn, services: Services) -> Scorebook:
    """The scorebook of a request; what it does not bring is the default, never the shop's own."""
    language: Language = services.shop.language
    standard = standard_from_dict(data.standard, where="standard") if data.standard else default_standard(language)
    profile = profile_from_dict(data.profile, where="profile") if data.profile else default_profile(standard.language)
    hours = data.calendar or dict(standard.calendar)
    articles = _articles(data)
    embedder = services.shop.embedder
    return Scorebook(
        standard=standard,
        profile=profile,
        calendar=calendar_from_dict(hours) if hours else Calendar.always("UTC"),
        embedder=embedder,
        index=KnowledgeIndex.build(articles, embedder) if articles else None,
        terms=shop_terms([article.text for article in articles]),
        check_facts=bool(articles),
    )


def _articles(data: ScoreIn) -> list[Article]:
    return [
        article_of({**passage.model_dump(), "id": passage.id or f"passage-{number}"})
        for number, passage in enumerate(data.passages or (), 1)
        if passage.text.strip()
    ]


def _talks(messages: Sequence[ScoreMessageIn]) -> list[Conversation]:
    """Messages in any order → conversations, exactly as files are read."""
    rows = [_as_row(position, message) for position, message in enumerate(_once(messages))]
    return list(conversations(pa.RecordBatch.from_pylist(rows, schema=MESSAGES)))


def _once(messages: Sequence[ScoreMessageIn]) -> list[ScoreMessageIn]:
    """The same message twice is one message.

    Raises:
        InvalidInput: two different texts under one id of one conversation.
    """
    seen: dict[tuple[str, str], ScoreMessageIn] = {}
    for message in messages:
        known = seen.setdefault((message.conversation_id, message.message_id), message)
        if known.text != message.text:
            raise InvalidInput(
                "two different messages have one id",
                where=f"messages: {message.conversation_id} / {message.message_id}",
                mend="give each message an id of its own",
            )
    return list(seen.values())


def _as_row(position: int, message: ScoreMessageIn) -> dict[str, Any]:
    row = message.model_dump()
    order = row["order"]
    row["order"] = json.dumps(order, ensure_ascii=False) if isinstance(order, dict) else order or ""
    return {**row, "position": position}


def _row(card: Scorecard | Unscored) -> ScoreRow:
    row = score_row(card)
    return ScoreRow.model_validate(
        {**row, "critical": json.loads(row["critical"]), "verdicts": json.loads(row["verdicts"])}
    )


router = Router("/v1/score", route_handlers=[score, score_pair], tags=["scoring"])
