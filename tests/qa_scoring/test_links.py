"""Where a reply leads: hosts as a browser reads them, look-alikes, short links, private chats, payments."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.support import Source
from qa_scoring.case import build_case
from qa_scoring.critical import find_critical
from qa_scoring.links import danger, links, plain_host, within
from qa_scoring.scorecard import Critical
from qa_scoring.view import View
from reply_core.types import Conversation, Order
from reply_core.waits import read_turns
from tests.qa_scoring.made_cases import ASKED, a_book, a_view, customer, operator, standard_with

SAVED = standard_with(links_saved=True, allowed_links=("rosa-shop.ru", "t.me/rosa_help"))


def alarm(reply: str, asked: str = "Как оплатить заказ?", *, saved: bool = True, **more: Any) -> Critical | None:
    """The link alarm of a reply, if it raises one."""
    book = more.pop("book", None) or a_book(standard=SAVED if saved else standard_with())
    found = find_critical(a_view(asked, reply, book, **more))
    return next((item for item in found if item.code == "unsafe_link"), None)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "host"),
        [
            ("https://shop.ru/a?b=c", "shop.ru"),
            ("HTTPS://WWW.Shop.RU", "shop.ru"),
            ("www.shop.ru.", "shop.ru"),
            ("Смотрите shop.ru/returns, там всё.", "shop.ru"),
            ("https://shop.ru@evil.com/pay", "evil.com"),
            ("https://shop.ru:443@evil.com/pay", "evil.com"),
            ("https://evil.com\\@shop.ru/pay", "evil.com"),
            ("https://evil.com#shop.ru", "evil.com"),
            ("https://evil.com?x=shop.ru", "evil.com"),
            ("http://185.12.3.4/pay", "185.12.3.4"),
            ("https://xn--80aairftm.xn--p1ai/", "магазин.рф"),
            ("магазин.рф", "магазин.рф"),
            ("https://shop.ru.evil.io/", "shop.ru.evil.io"),
            ("pay.page/x1", "pay.page"),
        ],
    )
    def test_the_host_is_the_one_a_browser_opens(self, text: str, host: str) -> None:
        """User names, ports, backslashes, fragments and punycode do not hide the host."""
        assert [plain_host(link.host) for link in links(text)] == [host]
        assert all(link.span.of(text).rstrip(".,") == link.span.of(text) for link in links(text))

    @pytest.mark.parametrize(
        "text",
        [
            "Пишите на help@shop.ru",
            "Заказ в пути.Но курьер задержится",
            "Размер 42.5, вес 1.7 кг",
            "Ждём вас с 10.00 до 18.00",
            "т.е. можно и/или нельзя",
            "It shipped.Me too",
            "5 шт./упаковка",
            "Версия 2.0.1",
        ],
    )
    def test_what_is_no_link(self, text: str) -> None:
        """Addresses of mail, numbers, abbreviations and missing spaces lead nowhere."""
        assert links(text) == ()

    @given(st.text(max_size=200))
    def test_any_text_is_read(self, text: str) -> None:
        """Odd text never breaks the reading, and every link lies in it."""
        for link in links(text):
            assert 0 <= link.span.start < link.span.end <= len(text)
            assert danger(link, ("shop.ru",)) in {"unknown_link", "lookalike_link", "short_link", "messenger_link"}

    def test_a_path_allows_only_what_is_below_it(self) -> None:
        """«t.me/shop» allows the shop's account, not every account of the messenger."""
        (own,) = links("https://t.me/shop")
        (below,) = links("https://t.me/shop/12")
        (other,) = links("https://t.me/shop_manager_ivan")

        assert within(own, ["t.me/shop"])
        assert within(below, ["t.me/shop"])
        assert not within(other, ["t.me/shop"])


class TestAlarm:
    @pytest.mark.parametrize(
        ("reply", "said"),
        [
            ("Оплатите на https://rosa-pay.com/1", "нет в списке"),
            ("Вот ссылка: rosa-shop.ru.pay-order.com/1", "похож на адрес магазина"),
            ("Зайдите на https://rosa-shop.ru@pay-order.com", "нет в списке"),
            ("Откройте https://rоsa-shop.ru/pay", "похож на адрес магазина"),
            ("Откройте https://rosa-sh0p.ru/pay", "похож на адрес магазина"),
            ("Откройте https://roza-shop.ru/pay", "похож на адрес магазина"),
            ("Оплата тут: bit.ly/3xYz", "короткая ссылка"),
            ("Оплата тут: https://clck.ru/ab12", "короткая ссылка"),
            ("Напишите мне в https://t.me/ivan_manager", "переписку вне списка"),
            ("Мой вотсап: https://wa.me/79160000000", "переписку вне списка"),
            ("Пишите в телеграм @ivan_manager", "переписку вне списка"),
            ("Откройте tg://resolve?domain=ivan", "переписку вне списка"),
            ("Оплатите по http://185.12.3.4/pay", "нет в списке"),
        ],
    )
    def test_outside_the_list_counts_once_it_is_saved(self, reply: str, said: str) -> None:
        """Each way of leading a customer away is named for what it is, with the link as evidence."""
        found, waiting = alarm(reply), alarm(reply, saved=False)

        assert found is not None
        assert found.state == "confirmed"
        assert said in found.reason
        assert found.evidence[0].quote in reply
        assert waiting is not None
        assert waiting.state == "candidate"

    @pytest.mark.parametrize(
        "reply",
        [
            "Оплатите на https://rosa-shop.ru/pay",
            "Оплатите на pay.rosa-shop.ru",
            "Всё на сайте ROSA-SHOP.RU.",
            "Пишите нам в https://t.me/rosa_help",
            "Наш телеграм: @rosa_help",
            "Пишите на help@rosa-shop.ru",
            "Ответим и в телеграме, если вам так удобнее.",
            "Введите код из письма: ivan@mail.ru",
        ],
    )
    def test_what_the_shop_allows_is_fine(self, reply: str) -> None:
        """The shop's domain with its subdomains, its account, its mail."""
        assert alarm(reply) is None

    def test_links_of_articles_and_of_the_customer_are_known(self) -> None:
        """A page of the knowledge base and the page the customer asks about may be named."""
        source = Source(id="pay", kind="article", title="Оплата", text="Проверить платёж: https://bank.example/check")

        assert alarm("Проверьте на https://bank.example/check", sources=(source,)) is None
        assert alarm("Проверьте на https://bank.example/check") is not None
        assert alarm("Да, https://other.ru/x — тот товар.", asked="Верно ли https://other.ru/x?") is None

    def test_an_operator_does_not_vouch_for_his_own_link(self) -> None:
        """The same strange link sent a second time is still strange: only articles and customers make it known."""
        messages = (
            customer("Как оплатить?", "q1"),
            operator("Здесь: https://rosa-pay.com/1", "r1"),
            customer("Не открывается", "q2", at=ASKED + timedelta(minutes=5)),
            operator("Повторю: https://rosa-pay.com/1", "r2", at=ASKED + timedelta(minutes=6)),
        )
        conversation = Conversation(id="c", channel="chat", messages=messages)
        book = a_book(standard=SAVED)
        view = View(build_case(conversation, read_turns(conversation)[-1], book), book)

        assert [item.code for item in find_critical(view)] == ["unsafe_link"]


class TestPayments:
    @pytest.mark.parametrize(
        "reply",
        [
            "Переведите 3 490 ₽ на карту 2200 7001 2345 6789.",
            "Переведите на карту 2200700123456789, Иван И.",
            "Оплатите по номеру +7 916 000-00-00, Сбер.",
            "Скиньте деньги на мою карту, так быстрее.",
            "Можно перевести мне на карту.",
            "Перечислите сумму на счёт 40817810099910004312.",
            "Оплатите курьеру заранее. Номер карты 4276 3800 1234 5678.",
            "Please transfer $40 to card 4111 1111 1111 1111.",
            "Send the money to my PayPal, it is faster.",
            "Pay to 0x52908400098527886E0F7030069857D2E4169EE7.",
        ],
    )
    def test_paying_past_the_till_is_an_alarm(self, reply: str) -> None:
        """A card, an account, a phone number or the operator's own pocket: counted once the list is saved."""
        found, waiting = alarm(reply), alarm(reply, saved=False)

        assert found is not None
        assert found.state == "confirmed"
        assert waiting is not None
        assert waiting.state == "candidate"

    @pytest.mark.parametrize(
        "reply",
        [
            "Вернём 3 490 ₽ на карту, с которой вы платили.",
            "Переведём деньги на карту, оканчивающуюся на 6789.",
            "Никогда не переводите деньги на карты частных лиц, даже 2200 7001 2345 6789.",
            "Мы не просим оплатить по номеру +7 916 000-00-00: это мошенники.",
            "Оплатите заказ картой на сайте или наличными курьеру.",
            "Оплатить можно по СБП в корзине.",
            "Позвоните по номеру 8 800 555-35-35.",
            "Заказ 2200700123456789 оплачен.",
            "Send us the order number, please.",
            "You can pay by card at checkout.",
            "We never ask you to transfer money to card 4111 1111 1111 1111.",
        ],
    )
    def test_ordinary_talk_of_money_is_none(self, reply: str) -> None:
        """Refunds, warnings, the till and phone numbers to call are no request to pay elsewhere."""
        assert alarm(reply) is None

    def test_the_shops_own_account_is_known(self) -> None:
        """Requisites that stand in the order (an invoice) are the shop's."""
        order = Order(number="7", text="счёт 40702810500000012345, ООО «Роса»")

        assert alarm("Перечислите сумму на счёт 40702810500000012345.", order=order) is None
