"""The desk's order, and one customer over all channels."""

from typing import Any

from reply_core.directory import CustomerInfo, save_customers
from tests.api.conftest import Desk, run

SATURDAY = "2026-11-14T12:00:00+03:00"


def write(desk: Desk, conversation: str, text: str, **more: Any) -> None:
    """A customer writes on Friday evening."""
    message = {
        "message_id": f"{conversation}-{more.pop('number', 1)}", "at": "2026-11-13T17:40:00+03:00", "channel": "email",
        "direction": "in", "author_kind": "customer", "text": text, **more,
    }  # fmt: skip
    desk.as_("service").receive(conversation, message)


def make_vip(desk: Desk, customer_id: str) -> None:
    """The shop calls this customer a VIP with 1,740 points."""

    async def work() -> None:
        async with desk.sessions.begin() as session:
            await save_customers(session, [CustomerInfo(id=customer_id, name="Зоя Калинина", vip=True, points=1740)])

    run(work())


def test_the_most_urgent_come_first_and_say_why(any_desk: Desk) -> None:
    """Of one deadline the VIP who complains a second time comes first; every reason is in words."""
    write(any_desk, "plain", "Подскажите, есть ли плед в наличии?", customer_id="k1")
    write(any_desk, "first", "Где мой заказ?", customer_id="k2", channel="messenger", at="2026-11-12T12:00:00+03:00")
    any_desk.as_("service").receive(
        "first",
        {
            "message_id": "r", "at": "2026-11-12T12:05:00+03:00", "channel": "messenger", "direction": "out",
            "author_kind": "operator", "author_id": "anna", "text": "Здравствуйте! Привезём завтра до 18:00.",
        },
    )  # fmt: skip
    write(any_desk, "angry", "Это возмутительно! Верните деньги за заказ.", customer_id="k2",
          order={"number": "7", "total": "5 000 ₽"})  # fmt: skip
    make_vip(any_desk, "k2")

    found = any_desk.as_("anna").conversations()
    english = any_desk.as_("anna", "en").conversations().items[0]

    assert [row.conversation_id for row in found.items] == ["angry", "plain"]
    assert found.total == 2
    assert [reason.text for reason in found.items[0].reasons] == [
        "до 10:40", "жалоба", "второй раз за неделю", "деньги: 5 000 ₽", "VIP",
    ]  # fmt: skip
    assert [reason.text for reason in english.reasons] == [
        "by 10:40", "complaint", "second time this week", "money: 5 000 ₽", "VIP",
    ]  # fmt: skip
    assert [reason.text for reason in found.items[1].reasons] == ["до 10:40"]
    assert (found.items[0].priority or 0) > (found.items[1].priority or 0)


def test_long_lists_come_in_pages(desk: Desk) -> None:
    """Every page says how many there are in all; together they hold each conversation once."""
    for number in range(5):
        write(desk, f"c{number}", "Можно вернуть?", at=f"2026-11-13T1{number}:40:00+03:00")

    pages = [desk.as_("lead").conversations(limit=2, offset=offset) for offset in (0, 2, 4)]

    assert [page.total for page in pages] == [5, 5, 5]
    assert [row.conversation_id for page in pages for row in page.items] == [f"c{number}" for number in range(5)]
    by_deadline = desk.as_("lead").conversations(limit=2, offset=2, sort="deadline")
    assert [row.conversation_id for row in by_deadline.items] == ["c2", "c3"]
    assert by_deadline.items[0].priority is None


def test_one_customer_over_all_channels(any_desk: Desk) -> None:
    """Orders, points, earlier contacts with topic and outcome, and the question asked once more elsewhere."""
    order = {"number": "48213", "status": "получен", "total": "3 490 ₽"}
    write(any_desk, "mail", "Можно вернуть чайник по заказу 48213?", customer_id="k9", order=order)
    write(any_desk, "old", "Как активировать карту?", customer_id="k9", at="2026-10-01T12:00:00+03:00")
    write(any_desk, "by-order", "Получили ли вы обратно чайник?", order=order, channel="social")
    write(any_desk, "stranger", "Можно вернуть чайник?", customer_id="k8")
    write(any_desk, "chat", "Так можно чайник вернуть или нет?", customer_id="k9", channel="chat", at=SATURDAY)
    make_vip(any_desk, "k9")

    found = any_desk.as_("anna").customer("chat")

    assert (found.name, found.vip, found.points) == ("Зоя Калинина", True, 1740)
    assert [each.number for each in found.orders] == ["48213"]
    assert [each.conversation_id for each in found.contacts] == ["mail", "old"]
    assert [each.outcome_label for each in found.contacts] == ["ждёт ответа", "ждёт ответа"]
    assert found.recent == 1
    (repeat,) = found.repeats
    assert repeat.contact.conversation_id == "mail"
    assert repeat.other_channel
    assert "вернуть" in repeat.earlier
    joined = {each.conversation_id: each.by_order for each in any_desk.as_("anna").customer("mail").contacts}
    assert joined == {"chat": False, "by-order": True, "old": False}


def test_a_colleagues_contact_is_named_but_not_opened(desk: Desk) -> None:
    """Igor sees that the customer wrote to Anna and what about; her thread stays closed to him."""
    write(desk, "annas", "Можно вернуть чайник?", customer_id="k9", assigned_to="anna")
    write(desk, "igors", "Можно вернуть чайник?", customer_id="k9", assigned_to="igor", channel="chat")

    (contact,) = desk.as_("igor").customer("igors").contacts

    assert (contact.assigned_name, contact.may_open) == ("Анна", False)
    assert desk.as_("lead").customer("igors").contacts[0].may_open


def test_nothing_is_known_of_a_stranger(desk: Desk) -> None:
    """No id and no order: an empty profile, not somebody else's."""
    write(desk, "a", "Можно вернуть?")
    write(desk, "b", "Можно вернуть?")

    found = desk.as_("lead").customer("a")

    assert (found.contacts, found.orders, found.repeats, found.points) == ((), (), (), None)
