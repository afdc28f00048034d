"""A hand-over helps: whom to ask, and a reply that holds the customer with an owner and a term."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from drafting.compose import compose
from drafting.desk import DraftingDesk
from drafting.handing_over import GROUPS, when_text
from drafting.outcome import HandOver, from_dict, to_dict
from knowledge_base.search import KnowledgeIndex
from reply_core.asks import TOPICS, read_inquiry
from reply_core.promises import find_promises
from reply_core.types import Conversation, Language, Message
from reply_core.working_time import Calendar
from tone_of_voice.check import check
from tone_of_voice.profile import default_profile

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Calendar.weekly("09:00-18:00", days="Mon-Fri", tz="Europe/Moscow", country="RU")
MORNING = datetime(2026, 11, 16, 10, 20, tzinfo=MOSCOW)


def desk(language: Language = "ru", calendar: Calendar | None = OFFICE) -> DraftingDesk:
    """A desk that knows nothing."""
    return DraftingDesk(
        index=KnowledgeIndex.build([]), profile=default_profile(language), language=language, calendar=calendar
    )


def handed(text: str, language: Language = "ru", now: datetime = MORNING, name: str = "") -> HandOver:
    """The hand-over of a question nobody wrote an article about."""
    message = Message(id="q", text=text, direction="in", author_kind="customer", at=now)
    inquiry = read_inquiry(Conversation(id="c", channel="chat", messages=(message,), customer_name=name), now)
    assert inquiry is not None
    made = compose(inquiry, desk(language), now=now)
    assert isinstance(made, HandOver)
    return made


def test_the_holding_reply_names_an_owner_and_a_term_that_can_be_kept() -> None:
    """One promise, of the operator himself, due in working time; nothing else is stated."""
    made = handed("Принимаете ли вы старые люльки на переработку?", name="Рита")

    assert "напишу вам сегодня до 15:00" in made.holding
    (promise,) = find_promises(made.holding, MORNING, OFFICE, "ru")
    assert promise.owner == "operator"
    assert promise.due_at == datetime(2026, 11, 16, 15, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 16, 10, 20, tzinfo=MOSCOW), "сегодня до 15:00"),
        (datetime(2026, 11, 16, 14, 0, tzinfo=MOSCOW), "сегодня до 18:00"),
        (datetime(2026, 11, 16, 16, 30, tzinfo=MOSCOW), "завтра до 12:00"),
        (datetime(2026, 11, 20, 17, 0, tzinfo=MOSCOW), "23 ноября до 12:00"),
    ],
)
def test_the_term_is_four_working_hours_on_the_full_hour(now: datetime, said: str) -> None:
    """After hours and over the weekend it is said for the next working day."""
    assert when_text(now, desk(), "ru") == said


def test_without_a_calendar_hours_are_hours() -> None:
    """A shop that never closes counts around the clock."""
    assert when_text(datetime(2026, 11, 16, 23, 0, tzinfo=MOSCOW), desk(calendar=None), "ru") == "завтра до 03:00"


def test_english_customers_are_held_in_english() -> None:
    """The customer's language, not the desk's."""
    made = handed("Do you recycle old prams?", "en")

    assert "write to you by 15:00 today" in made.holding
    assert made.group


def test_the_voice_of_the_brand_is_kept() -> None:
    """A brand that says «ты» says it here too, and no rule of the voice is broken."""
    informal = replace(default_profile("ru"), pronoun="ты")
    message = Message(id="q", text="Принимаете старые люльки?", direction="in", author_kind="customer", at=MORNING)
    inquiry = read_inquiry(Conversation(id="c", channel="chat", messages=(message,)), MORNING)
    assert inquiry is not None
    made = compose(inquiry, replace(desk(), profile=informal), now=MORNING)

    assert isinstance(made, HandOver)
    assert "напишу тебе" in made.holding
    assert [alert.rule_id for alert in check(made.holding, informal, channel="chat") if alert.level == "error"] == []


def test_the_group_follows_the_topic() -> None:
    """Payments go to those who see payments, the rest to the senior operator; every group has both names."""
    assert handed("Почему с меня списали деньги дважды за один заказ?").group == "бухгалтерия"
    assert handed("Принимаете ли вы старые люльки на переработку?").group == "старший смены"
    assert set(GROUPS) <= set(TOPICS)
    assert all(names["ru"] and names["en"] for names in GROUPS.values())


def test_hand_overs_stored_before_are_still_read() -> None:
    """A stored hand-over without group and reply loads with both empty."""
    stored = to_dict(handed("Принимаете ли вы старые люльки на переработку?"))
    older = {key: value for key, value in stored.items() if key not in {"group", "holding"}}
    loaded = from_dict(older)

    assert isinstance(loaded, HandOver)
    assert (loaded.group, loaded.holding) == ("", "")
