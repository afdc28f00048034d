"""No verdict without its words: every pass quotes the reply, every miss its place, every missed ask the customer."""

from collections.abc import Iterator, Mapping

import pytest

from qa_scoring.case import Scorebook, texts_of
from qa_scoring.looked_at import longest, politest
from qa_scoring.reading import read_text
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Evidence, Scorecard, Scored
from qa_scoring.standard import default_standard
from qa_scoring.verdicts import CRITERIA
from reply_core.types import Channel, Language
from tests.qa_scoring.made_cases import RETURNS, a_book, a_case, courteous
from tests.qa_scoring.test_hard_dialogues import CASES
from tests.qa_scoring.test_tricky_cases import ROWS
from tone_of_voice.profile import Preference, ToneProfile, profile_from_dict, profile_to_dict
from tone_of_voice.profile import default_profile as profile_of

DIALOGUES: tuple[tuple[str, str, Channel], ...] = (
    *((case["customer"], case["reply"], case["channel"]) for case in CASES),
    *((row.customer, row.reply, row.channel) for row in ROWS),
    ("Привет! Где заказ?", "👍 Ок", "chat"),
    ("Где заказ 5512?", "Заказ едет.\n\nС уважением,\nОльга", "email"),
    ("Сколько стоит?", "1200", "messenger"),
    (
        "Как вернуть чайник?",
        (
            "Чайник можно вернуть в течение двух недель. Откройте раздел заказов и нажмите кнопку возврата. "
            "Потом выберите причину и удобный пункт. Наш курьер заберёт чайник в тот день, который вы выберете сами. "
            "Деньги вернутся на карту после проверки, и мы напишем вам письмо о возврате."
        ),
        "email",
    ),
    ("Где?", "а" * 900 + " " + "вы " * 90, "chat"),
)


def profile_with(language: Language, **changes: object) -> ToneProfile:
    """The default voice with some fields changed."""
    return profile_from_dict({**profile_to_dict(profile_of(language)), **changes})


def books() -> Iterator[Scorebook]:
    """Plain, courteous with a knowledge base, mirroring and with words of the brand, in English."""
    yield a_book()
    yield a_book(RETURNS, standard=courteous())
    wants = {"pronoun": "mirror", "preferred": [{"avoid": "посылка", "prefer": "заказ"}], "sentence_words_max": 40}
    yield a_book(profile=profile_with("ru", **wants), standard=courteous())
    yield a_book(language="en", standard=courteous("en"))


def stands(evidence: Evidence, texts: Mapping[str, str]) -> bool:
    """Whether the quote is in its text, verbatim."""
    return bool(evidence.quote.strip()) and texts[evidence.message_id][evidence.start : evidence.end] == evidence.quote


def wrong_of(card: Scorecard, texts: Mapping[str, str]) -> list[str]:
    """What lacks its words."""
    found = []
    for code in CRITERIA:
        verdict = card.criteria[code]
        if not isinstance(verdict, Scored):
            continue
        if not verdict.evidence or not all(stands(each, texts) for each in verdict.evidence):
            found.append(f"{code} {verdict.verdict}: {verdict.evidence}")
        if verdict.verdict == "pass" and not any(each.role == "reply" for each in verdict.evidence):
            found.append(f"{code}: a pass without a word of the reply")
    for ask in card.asks:
        roles = {each.role for each in ask.evidence}
        missed = ask.status in ("unanswered", "unsure")
        if ("customer" if missed else "reply") not in roles or not all(stands(each, texts) for each in ask.evidence):
            found.append(f"ask {ask.ask.text!r} {ask.status}: {ask.evidence}")
    missed_asks = card.criteria["asks_covered"]
    if isinstance(missed_asks, Scored) and missed_asks.verdict == "fail":
        found += (
            [] if any(each.role == "customer" for each in missed_asks.evidence) else ["asks_covered: no ask quoted"]
        )
    return found


@pytest.mark.parametrize("book", tuple(books()), ids=("plain", "courteous", "mirroring", "english"))
def test_every_verdict_has_its_words(book: Scorebook) -> None:
    """Over every dialogue made for tests: all that is decided quotes the text it was decided on, verbatim."""
    wrong, passes = {}, set()
    for asked, reply, channel in DIALOGUES:
        case = a_case(asked, reply, book, channel=channel, customer_name="Ольга")
        card = score_reply(case, book)
        if not isinstance(card, Scorecard):
            continue
        passes |= {code for code, each in card.criteria.items() if isinstance(each, Scored) and each.verdict == "pass"}
        if found := wrong_of(card, {**texts_of(case), RETURNS.id: RETURNS.text}):
            wrong[reply[:60]] = found

    assert wrong == {}
    assert {"respect", "literacy", "in_target", "next_step"} <= passes


def test_all_the_passes_by_absence_are_walked() -> None:
    """Together the books pass every criterion that can pass for want of a fault."""
    passes = set()
    for book in books():
        for asked, reply, channel in DIALOGUES:
            card = score_reply(a_case(asked, reply, book, channel=channel), book)
            if isinstance(card, Scorecard):
                passes |= {
                    code for code, each in card.criteria.items() if isinstance(each, Scored) and each.value == 1.0
                }

    assert {"respect", "register", "literacy", "terms", "clarity", "asks_covered", "correctness"} <= passes


@pytest.mark.parametrize(
    ("reply", "quote"),
    [
        ("Заказ едет. Подскажите, пожалуйста, номер.", "Подскажите, пожалуйста, номер."),
        ("Заказ едет. Ваш курьер — Олег.", "Ваш курьер — Олег."),
        ("Заказ едет. Он в пути.", "Заказ едет."),
        ("It is on its way. Thanks for waiting!", "Thanks for waiting!"),
    ],
)
def test_courtesy_then_address_then_the_first_sentence(reply: str, quote: str) -> None:
    """What a pass for want of rudeness shows: courtesy first, then an address, then how the reply begins."""
    assert [each.quote for each in politest(read_text(reply, "r", "reply"))] == [quote]


def test_the_longest_sentence_is_cut_between_words() -> None:
    """A very long sentence is shown by its beginning, ending with a whole word."""
    text = "Да. " + "слово за словом " * 40
    (shown,) = longest(read_text(text, "r", "reply"))

    assert len(shown.quote) <= 200
    assert shown.quote.split()[-1] in ("слово", "за", "словом")
    assert text[shown.start : shown.end] == shown.quote


def test_a_reason_says_how_much_was_looked_at() -> None:
    """The reason of a pass by absence names what was looked at, in the standard's language."""
    book = a_book()
    card = score_reply(a_case("Где заказ?", "Заказ в пути. Приедет завтра до 18:00.", book), book)

    assert isinstance(card, Scorecard)
    assert getattr(card.criteria["respect"], "reason", "") == (
        "просмотрено предложений: 2; грубости, упрёков и отписок нет"
    )
    assert getattr(card.criteria["literacy"], "reason", "") == "просмотрено слов: 8; ошибок не найдено"


def test_the_brands_own_word_is_shown() -> None:
    """Where the reply uses the word the shop prefers, that word is the evidence."""
    voice = profile_with("ru", preferred=[{"avoid": "посылка", "prefer": "заказ"}])
    book = a_book(profile=voice)
    card = score_reply(a_case("Где?", "Перезаказ не нужен: ваш заказ в пути.", book), book)

    assert isinstance(card, Scorecard)
    verdict = card.criteria["terms"]
    assert isinstance(verdict, Scored)
    assert [(each.quote, each.start) for each in verdict.evidence] == [("заказ", 24)]
    assert isinstance(voice.preferred[0], Preference)
    assert default_standard("ru").wants("terms")
