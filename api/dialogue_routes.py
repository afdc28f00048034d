"""Dialogue exports: recognised or asked about, stored, scored behind."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from anyio import to_thread
from litestar import Router, post
from litestar.params import MultipartBody

from api.errors import NeedsAnswers
from api.handling import Speaks, TheServices, Who, takes_files
from api.services import Services
from api.show_dialogues import asked_views, show_dialogues
from api.uploads import Uploaded, read_uploads
from api.views import DialogueImportView
from api.words import say
from reply_core import audit
from reply_core.conversations import Received, receive_many
from reply_core.dialogues import Export, ExportOptions
from reply_core.directory import OperatorInfo
from reply_core.errors import InvalidInput
from reply_core.inbound import InboundMessage
from reply_core.text import fold
from reply_core.types import Channel, Language

Form = MultipartBody[dict[str, Any]]
FIELDS = ("time_zone", "columns", "dates", "channel", "brand", "source")
_AT_ONCE = 2000


@post("/import", opt=takes_files("import_dialogues"), status_code=200, summary="Import a dialogue export")
async def import_dialogues(data: Form, services: TheServices, principal: Who, language: Speaks) -> DialogueImportView:
    """Messages of a CSV, XLSX, JSON lines or Parquet export in the form field `files`, one a row. Columns are
    recognised; what cannot be (columns, time zone, order of dates) is asked for with 422 and `asked`, and told in the
    fields `columns` (a JSON object field → header), `time_zone`, `dates` (dmy or mdy) and `channel`. Bots and notes are
    stored but never scored; operators' replies are scored in the background."""
    uploaded = await read_uploads(data, language)
    options = _options(uploaded, services, language)
    export = await to_thread.run_sync(services.read_exports, uploaded.files, options)
    if export.questions:
        asked = asked_views(export, services.shop.calendar.time_zone, language)
        what = ", ".join(each.label for each in asked)
        raise NeedsAnswers(
            say("asked", language, what=what),
            asked=asked,
            where=", ".join(name for name, _ in uploaded.files),
            mend=say("mend_asked", language),
        )
    received = await _store(services, export)
    replies = [each for each in received if each.reply_stored]
    await services.order_scores([(reply.conversation_id, reply.message_id) for reply in replies])
    await _note(services, principal.actor, export, received)
    return show_dialogues(
        export,
        files=tuple(name for name, _ in uploaded.files),
        stored=sum(not each.duplicate for each in received),
        replies=len(replies),
        options=options,
        zone=services.shop.calendar.time_zone,
        language=language,
    )


def _options(uploaded: Uploaded, services: Services, language: Language) -> ExportOptions:
    if unknown := sorted(set(uploaded.fields) - set(FIELDS)):
        raise InvalidInput(
            say("form_unknown", language, names=", ".join(unknown)), where="form", mend=", ".join(("files", *FIELDS))
        )
    fields = {name: value.strip() for name, value in uploaded.fields.items()}
    channel = fields.get("channel") or None
    if channel is not None and channel not in get_args(Channel):
        raise _one_of("channel", get_args(Channel), language)
    dates = fields.get("dates", "")
    if dates not in {"", "dmy", "mdy"}:
        raise _one_of("dates", ("dmy", "mdy"), language)
    return ExportOptions(
        columns=_columns(fields.get("columns", ""), language),
        time_zone=fields.get("time_zone", ""),
        dates=dates,
        channel=cast("Channel | None", channel),
        brand=fields.get("brand") or services.shop.brand,
        source=fields.get("source") or "file",
    )


def _one_of(where: str, allowed: tuple[str, ...], language: Language) -> InvalidInput:
    return InvalidInput(say("field_one_of", language, allowed=", ".join(allowed)), where=where)


def _columns(text: str, language: Language) -> Mapping[str, str]:
    if not text:
        return {}
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(header, str) for header in told.values()):
        raise InvalidInput(say("columns_json", language), where="columns", mend='{"text": "Сообщение"}')
    return told


async def _store(services: Services, export: Export) -> list[Received]:
    """All messages, some thousands in a transaction, whole conversations together; operators known by name keep their
    id."""
    async with services.reading() as session:
        ids = _ids_by_name(await services.people(session))
    received: list[Received] = []
    part: list[InboundMessage] = []
    for message in export.messages:
        if len(part) >= _AT_ONCE and message.conversation_id != part[-1].conversation_id:
            received += await _receive(services, part)
            part = []
        part.append(_with_known_operator(message, ids))
    return received + (await _receive(services, part) if part else [])


async def _receive(services: Services, messages: list[InboundMessage]) -> list[Received]:
    async with services.writing() as session:
        return list(await receive_many(session, messages, clock=services.clock))


def _ids_by_name(people: tuple[OperatorInfo, ...]) -> dict[str, str]:
    """Folded name → id, for names only one operator has."""
    counts = Counter(fold(person.name) for person in people)
    return {fold(person.name): person.id for person in people if counts[fold(person.name)] == 1}


def _with_known_operator(message: InboundMessage, ids: Mapping[str, str]) -> InboundMessage:
    author, assigned = ids.get(fold(message.author_id)), ids.get(fold(message.assigned_to))
    if message.author_kind != "operator" or (author is None and assigned is None):
        return message
    return replace(message, author_id=author or message.author_id, assigned_to=assigned or message.assigned_to)


async def _note(services: Services, actor: str, export: Export, received: list[Received]) -> None:
    async with services.writing() as session:
        details = {"rows": export.rows, "stored": sum(not each.duplicate for each in received)}
        await audit.record(
            session,
            actor=actor,
            action="dialogues.imported",
            target=f"brand:{services.shop.brand}",
            details=details,
            at=services.clock.now(),
        )


router = Router("/v1/dialogues", route_handlers=[import_dialogues], tags=["dialogues"])
