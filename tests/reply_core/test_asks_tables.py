"""What asks nothing although it looks like it does, and what asks although it does not look like it."""

import pytest

from reply_core.asks import find_asks, topic_of

ASKS_NOTHING = (
    "Hey, thanks to whoever packed my order",
    "Есть там кто живой?",
    "Спасибо тому, кто собирал мой заказ!",
    "Спасибо всем, кто помог с заказом",
    "Передайте спасибо курьеру, который привёз заказ",
    "Благодарю того, кто упаковал посылку, всё целое",
    "Как обычно, всё отлично, спасибо",
    "Знаю, когда придёт, спасибо",
    "Вопросов больше нет, спасибо",
    "Понятно, как всё работает, спасибо",
    "Алло, вы тут?",
    "Ау, есть кто?",
    "Спасибо, разобралась, как вернуть",
    "Рад, что всё решилось, спасибо, что не бросили",
    "Хорошо, жду, когда позвонят",
    "Thanks to whoever answered me yesterday",
    "Thank you for explaining how it works",
    "Hats off to whoever wrapped this gift",
    "Kudos to the person who packed my order",
    "Is anyone alive there?",
    "Is anybody there?",
    "Hello? Anyone?",
    "I love what you do, thanks",
    "Thanks for letting me know when it ships",
    "You guys know how to pack, thank you",
    "Perfect, that is what I needed",
    "Thanks to everyone who helped",
    "Glad I found out what happened, thank you",
    "Everything arrived, whoever packed it did a great job",
    "No more questions, thank you",
    "Спасибо всем, кто отвечал мне",
    "Благодарю тех, кто помог",
)
"""Thanks, agreement, a call whether somebody is there: nothing to answer."""
ONLY_COMPLAINS = (
    "Вы там вообще живые?",
    "Сколько можно ждать!",
    "Сколько можно ждать ответа!",
    "Сколько можно ждать?",
    "Вы вообще собираетесь отвечать?",
    "Вам самим не смешно?",
    "Кто вас только учил?",
    "И за это я заплатила деньги?",
    "Какого чёрта?",
    "Вы меня слышите?",
    "Вы люди вообще?",
    "Сколько уже можно?",
    "Вы там уснули?",
    "Вы хоть читаете, что вам пишут?",
    "Это что, шутка такая?",
    "Ну разве так делают?",
    "А если бы с вами так?",
    "Вам не стыдно?",
    "Кто бы сомневался",
    "Отличный магазин, рассказал всем, кто спрашивал",
    "Спасибо, что подсказали, где искать",
    "Да, я знаю, где вас найти",
    "Нашла, где было указано, спасибо",
    "Are you even reading this?",
    "How long can one wait!",
    "What a joke",
    "Are you kidding me?",
    "Do you people even work?",
    "Does anyone there care?",
    "Who does that?",
    "How dare you?",
    "Seriously?",
    "Do you think this is funny?",
    "Is this how you treat customers?",
    "Now I know where to look, thank you",
    "Great, I see how that works now",
    "Big thanks to the courier who carried it up the stairs",
    "Couldn't be happier with how it was packed",
    "Ну сколько можно!",
    "Что за цирк?",
    "Вы совсем там уснули?",
    "Сколько можно терпеть",
    "За кого вы меня держите?",
)
"""Rhetoric and news: heard as a complaint or a statement, never as a question or a request."""
ASKS = (
    "Если завтра денег не будет, иду в суд",
    "Если до пятницы не вернёте деньги, пишу в Роспотребнадзор",
    "Не вернёте деньги до завтра — подам в суд",
    "Если завтра не привезёте, отменяю заказ",
    "Когда вернётся оплата за отменённый заказ?",
    "Где мои деньги?",
    "Когда вернутся деньги за отмену?",
    "Сколько можно ждать возврата денег?",
    "Сколько ещё ждать посылку?",
    "Сколько можно ждать на складе посылку бесплатно?",
    "Назовите дату, когда вернёте деньги",
    "Сколько времени можно хранить заказ в пункте?",
    "Сколько вещей можно вернуть за раз?",
    "Долго ещё ждать курьера?",
    "Как там мой заказ?",
    "Вы вообще собираетесь возвращать деньги?",
    "Кто привезёт заказ?",
    "Кто платит за возврат?",
    "Кто упаковывает заказы, магазин или склад?",
    "Какого размера эта куртка?",
    "Какого числа привезут диван?",
    "Вы работаете в воскресенье?",
    "Вы там работаете до восьми?",
    "Спасибо, а когда привезут?",
    "Спасибо тому, кто собирал. А где чек?",
    "Есть там кто-то, кто говорит по-английски?",
    "Как с вами связаться?",
    "Что если с размером не угадаю?",
    "Можно ли вернуть, если не понравится?",
    "Вы можете перенести доставку?",
    "Дайте старшего",
    "Соедините с человеком",
    "Позовите руководителя",
    "Назовите число, пожалуйста",
    "Уберите второй заказ",
    "Отпишите меня от рекламы",
    "Чашка приехала разбитой",
    "Кнопка треснула через неделю",
    "Жду деньги третью неделю",
    "Денег до сих пор нет",
    "Деньги так и не вернули",
    "If I don't get my money back tomorrow I will sue",
    "If the money is not back by Friday, I am going to court",
    "No refund by Monday and I call my lawyer",
    "When will I get my payment back for the cancelled order?",
    "Where is my money?",
    "How long can I wait before sending it back?",
    "How long can I keep it before I return it?",
    "Who packs the orders, the shop or the warehouse?",
    "Who pays for the label?",
    "Whoever packed my order left out the lid",
    "Thanks! When will it ship?",
    "Thanks to whoever packed it, but where is the lid?",
    "Is anyone able to change my address?",
    "Do you work on Sundays?",
    "Are you open on Monday?",
    "Is there anyone who speaks Russian?",
    "How long do I have to wait for the courier?",
    "How do you treat allergies on the form?",
    "Can you deliver tomorrow?",
    "My mugs arrived in pieces",
    "The vase came shattered",
    "It fell apart in a week",
    "Please fix my account",
    "Get me a manager",
    "Let me speak to a human",
    "The lid is missing",
    "My refund still has not arrived",
    "Nobody answers my e-mails about the refund",
    "Hi there, can I swap 10 for 11?",
    "Is my hat going to be here by Friday?",
    "Will it be here before the weekend?",
    "Где мой возврат?",
    "Кто может перезвонить мне сегодня?",
    "Сколько можно хранить вскрытый крем?",
)
"""Each asks or complains of one thing."""
TOPICS = {
    "Если завтра денег не будет, иду в суд": "return",
    "Когда вернётся оплата за отменённый заказ?": "return",
    "Когда вернутся деньги за отмену?": "return",
    "Где мои деньги?": "return",
    "When will I get my payment back for the cancelled order?": "return",
    "Where is my money?": "return",
    "If I don't get my money back tomorrow I will sue": "return",
    "Отмените заказ 48213": "order_status",
    "Где мой заказ?": "order_status",
    "Is my hat going to be here by Friday?": "order_status",
    "My mugs arrived in pieces": "defect",
    "Кнопка треснула через неделю": "defect",
    "До скольки вы сегодня?": "shop_info",
    "My bank shows $44 twice": "payment",
    "Подам на вас в суд": "conflict",
}


@pytest.mark.parametrize("text", ASKS_NOTHING)
def test_thanks_and_calls_ask_nothing(text: str) -> None:
    """A relative clause («кто», "whoever") within thanks is no question."""
    assert find_asks(text) == ()


@pytest.mark.parametrize("text", ONLY_COMPLAINS)
def test_rhetoric_is_no_question(text: str) -> None:
    """What nobody expects an answer to is neither a question nor a request."""
    assert {ask.kind for ask in find_asks(text)} <= {"complaint", "statement"}


@pytest.mark.parametrize("text", ASKS)
def test_real_asks_stay_asks(text: str) -> None:
    """Threats, complaints and questions with the same words are still found, one in each."""
    assert len(find_asks(text)) == 1


@pytest.mark.parametrize(("text", "topic"), TOPICS.items())
def test_money_for_a_cancelled_order_is_a_refund(text: str, topic: str) -> None:
    """Money that comes back is a refund even when the order was cancelled; the others keep their topics."""
    assert topic_of(text).code == topic


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Hi there, can I swap 10 for 11?", "can I swap 10 for 11?"),
        ("Hello, there is no lid in the box", "there is no lid in the box"),
        ("Заказ отменён. Когда вернут 1 490 ₽?", "Когда вернут 1 490 ₽?"),
    ],
)
def test_the_span_of_an_ask_is_whole_and_bare(text: str, ask: str) -> None:
    """A greeting stays outside the ask, the sign of the currency inside it."""
    assert [found.text for found in find_asks(text)] == [ask]
