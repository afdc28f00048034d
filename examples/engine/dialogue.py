"""One conversation from its plan: what is asked, who answers when and how, and what comes of it."""

from datetime import datetime, timedelta

from examples.engine import customers
from examples.engine.lines import Dialogue, Line
from examples.engine.model import Question, Shop
from examples.engine.moments import at, customer_pause, later
from examples.engine.plan import Plan
from examples.engine.stage import Stage
from examples.engine.voices import Reply

_THIN = ("vague", "curt")
_SHOWN = ("defect", "missing", "mistake")
_WORSE = {"vague": 1, "curt": 2, "no_empathy": 1, "typo": 0, "officialese": 0, "missed": 1}
_GRAVE = 3
_OTHER_WORDS = 4


def make(shop: Shop, plan: Plan) -> Dialogue:
    """The conversation of ``plan``: the same plan gives the same conversation."""
    stage = Stage(shop, plan)
    _prelude(stage)
    _opening(stage)
    _handling(stage)
    if plan.special == "unanswered":
        stage.close(stage.rng.uniform(20, 300))
    else:
        _answering(stage)
    stage.lines.sort(key=lambda line: line.at)
    return Dialogue(
        id=plan.id,
        channel=plan.channel,
        lines=tuple(stage.lines),
        order=stage.known.card(shop, stage.day(stage.replied_at)),
        customer_id=plan.person.id,
        customer_name=plan.person.first_name if plan.channel in ("chat", "messenger") else plan.person.name,
        assigned_to=plan.operator.id,
        assigned_at=stage.assigned_at,
        closed_at=stage.closed_at,
        csat=_csat(stage),
        questions=tuple(question.id for question in plan.questions),
    )


def _prelude(stage: Stage) -> None:
    """What stands before the first question: a campaign, a lone photograph."""
    arrival, rng = stage.plan.arrival, stage.rng
    if stage.plan.special == "outbound":
        moment = arrival - timedelta(hours=rng.randint(2, 20), minutes=rng.randint(0, 59))
        text = stage.phrase("rule.campaign", moment)
        stage.lines.append(Line(at=moment, text=text, author_kind="rule", author_id="campaign"))
    if stage.plan.special == "attachment":
        stage.customer(arrival - timedelta(seconds=rng.randint(20, 90)), "", attachments=1)


def _opening(stage: Stage) -> None:
    plan, moment, rng = stage.plan, stage.plan.arrival, stage.rng
    opening = customers.opening(
        stage.shop,
        plan.questions,
        stage.facts(moment),
        stage.genders,
        person=plan.person,
        channel=plan.channel,
        variant=plan.variant,
        hour=moment.astimezone(stage.zone).hour,
        rng=rng,
    )
    stage.tags = opening.tags
    for place, text in enumerate(opening.texts):
        shown = plan.question.harm in _SHOWN and not place and stage.chance(0.2)
        stage.customer(moment, text, attachments=rng.randint(1, 3) if shown else 0)
        moment += timedelta(seconds=rng.randint(8, 40))
    _automatic(stage, moment)


def _automatic(stage: Stage, moment: datetime) -> None:
    """The bot of the chat, or the answering rule at night."""
    soon = moment + timedelta(seconds=stage.rng.randint(1, 4))
    if stage.plan.channel == "chat" and stage.chance(0.3):
        text = stage.phrase("bot.hello", soon)
        stage.lines.append(Line(at=soon, text=text, author_kind="bot", author_id="bot"))
    elif stage.plan.channel != "review" and stage.is_closed(moment) and stage.chance(0.6):
        text = stage.phrase("rule.closed", soon)
        stage.lines.append(Line(at=soon, text=text, author_kind="rule", author_id="auto-reply"))


def _handling(stage: Stage) -> None:
    """The case is given to an operator, who may leave colleagues a note."""
    operator = stage.plan.operator
    stage.event("assigned", stage.assigned_at, operator.id)
    if stage.known.number and stage.chance(0.09):
        moment = stage.assigned_at + (stage.replied_at - stage.assigned_at) * 0.6
        text = stage.fill(stage.rng.choice(stage.shop.pool("operator.notes")), moment)
        note = Line(at=moment.replace(microsecond=0), text=text, author_id=operator.id, visibility="private")
        stage.lines.append(note)


def _answering(stage: Stage) -> None:
    plan = stage.plan
    voice = stage.voice(stage.replied_at)
    if plan.plant:
        text = voice.say(plan.plant.texts[plan.variant])
        reply = Reply(parts=(text,), planted=(plan.plant.defect,), style="planted")
    else:
        reply = voice.answer(plan.questions, stage.tags)
    moment = stage.send(stage.replied_at, reply)
    moment, style = _after(stage, moment, reply)
    _promise(stage, reply)
    _thanks(stage, max(moment, stage.lines[-1].at), style)
    if not stage.chance(0.04) or stage.lines[-1].is_customer:
        stage.close(stage.rng.uniform(15, 500))
        _reopening(stage)


def _after(stage: Stage, moment: datetime, reply: Reply) -> tuple[datetime, str]:
    """What the customer writes back when something is still open, and the answer to it; its time and style."""
    plan = stage.plan
    again = customer_pause(moment, plan.channel, stage.zone, stage.rng)
    if plan.question.no_ask or plan.plant:
        return moment, reply.style
    if reply.missed and stage.chance(0.55):
        reminder = stage.phrase("again.missed", again, rough=True)
        second = stage.fill(stage.rng.choice(reply.missed[0].also), again)
        gap = "\n" if reminder[-1].isalnum() else " "
        return _round(stage, again, f"{reminder}{gap}{second}", (reply.missed[0],), "")
    thin = reply.style in _THIN
    tagged = bool(stage.tags.get(plan.question.id))
    steps = [step for step in plan.question.follow if (step.after == "vague") == thin and (thin or not tagged)]
    if steps and stage.chance(0.5 if thin else 0.28):
        return stage.step(again, stage.rng.choice(steps))
    if thin and stage.chance(0.4):
        dated = reply.style == "vague" and plan.question.harm in ("delay", "money")
        text = stage.phrase("again.when" if dated else f"again.{reply.style}", again, rough=True)
        return _round(stage, again, text, (plan.question,), "full" if stage.chance(0.7) else reply.style)
    return moment, reply.style


def _round(
    stage: Stage, asked: datetime, text: str, questions: tuple[Question, ...], style: str
) -> tuple[datetime, str]:
    """The customer writes again and is answered, in other words than before when there are any."""
    stage.customer(asked, text)
    answered = stage.reply_time(asked)
    said = {line.text for line in stage.lines}
    voice = stage.voice(answered)
    for _ in range(_OTHER_WORDS):
        reply = voice.answer(questions, stage.tags, first=False, style=style)
        if not any(reply.parts[-1] in text for text in said):
            break
    return stage.send(answered, reply), reply.style


def _promise(stage: Stage, reply: Reply) -> None:
    """The word given, kept or forgotten."""
    question, text = stage.plan.question, reply.parts[-1].lower()
    if not question.kept or not any(mark in text for mark in stage.shop.pool("operator.promise_marks")):
        return
    day = stage.known.dates[question.kept_on]
    moment = at(day, 9, stage.rng.randint(15, 55), stage.zone)
    works = stage.shop.calendar.works_on(day)
    if moment > stage.lines[-1].at and works and stage.chance(stage.plan.habit.keep_promise):
        kept = stage.voice(moment).say(stage.rng.choice(question.kept))
        stage.send(moment, Reply(parts=(kept,), style="kept"))


def _thanks(stage: Stage, moment: datetime, style: str) -> None:
    plan, rng = stage.plan, stage.rng
    if plan.question.no_ask or not stage.chance(0.12 if style in (*_THIN, "planted") else 0.42):
        return
    moment = customer_pause(moment, plan.channel, stage.zone, rng)
    pool = "customer.thanks_cool" if style in _THIN else "customer.thanks"
    stage.customer(moment, stage.phrase(pool, moment, rough=True))
    if plan.channel in ("chat", "messenger") and stage.chance(plan.habit.close * 0.6):
        moment = later(moment, rng.uniform(0.3, 3), stage.shop.calendar, rng)
        line = stage.voice(moment).say(rng.choice(stage.shop.pool("operator.welcome")))
        stage.send(moment, Reply(parts=(line,), style="welcome"))


def _reopening(stage: Stage) -> None:
    """The customer comes back after the case was closed."""
    question, rng = stage.plan.question, stage.rng
    if stage.closed_at and not question.no_ask and stage.chance(0.02):
        moment = customer_pause(stage.closed_at + timedelta(hours=rng.randint(3, 30)), "email", stage.zone, rng)
        stage.event("reopened", moment - timedelta(seconds=1))
        _round(stage, moment, stage.phrase("again.reopened", moment, rough=True), (question,), "full")
        stage.close(rng.uniform(30, 300))
        return
    if not question.reopen or "until" not in stage.known.dates or not stage.chance(0.3):
        return
    moment = at(stage.known.dates["until"], rng.randint(10, 16), rng.randint(0, 59), stage.zone)
    if stage.closed_at and moment > stage.closed_at:
        stage.event("reopened", moment - timedelta(seconds=1))
        stage.step(moment, rng.choice(question.reopen))
        stage.close(rng.uniform(30, 300))


def _csat(stage: Stage) -> int | None:
    """What the customer thought of it, when he said so: 1 to 5."""
    if not stage.closed_at or not stage.chance(0.3):
        return None
    planted = [defect.split(":")[0] for line in stage.lines for defect in line.planted]
    worse = sum(_WORSE.get(defect, _GRAVE) for defect in planted)
    return max(1, min(5, 5 - worse + stage.rng.choice((0, 0, 0, 1, -1))))
