"""The scorer on whole cases: the walks of the house at rules and local level, purity, and what cannot be scored."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_gateway.scripted_embedder import HashEmbedder
from qa_scoring.case import build_case
from qa_scoring.evidence import find_evidence
from qa_scoring.labels import ask_label, verdict_label
from qa_scoring.score import score_conversation, score_reply
from qa_scoring.scorecard import (
    CRITERIA,
    Evidence,
    Scorecard,
    Scored,
    Unscored,
    Unsure,
    from_dict,
    to_dict,
    verdict_word,
)
from qa_scoring.sources import ORDER_ID
from reply_core.types import AuthorKind, Conversation, Message, Turn, Visibility
from reply_core.waits import read_turns
from tests.qa_scoring.made_cases import (
    ASKED,
    OFFICE,
    RETURNS,
    SLOTS,
    WALK_A,
    WALK_C,
    a_book,
    a_card,
    courteous,
    customer,
    operator,
    standard_with,
)

BOOKS = {
    "rules": a_book(RETURNS, SLOTS, calendar=OFFICE),
    "local": a_book(RETURNS, SLOTS, calendar=OFFICE, embedder=HashEmbedder()),
}


def card_of(conversation: Conversation, level: str = "rules") -> Scorecard:
    """The card of the conversation's last turn."""
    card = score_conversation(conversation, BOOKS[level])[-1]
    assert isinstance(card, Scorecard)
    return card


def quotes(verdict: object) -> list[str]:
    """The quotes of a verdict."""
    return [each.quote for each in getattr(verdict, "evidence", ())]


class TestWalkA:
    """The accepted draft: both questions answered, a term, in time."""

    def test_both_questions_are_answered(self) -> None:
        """Two of two, each with the sentence that answers it."""
        card = card_of(WALK_A)

        covered = card.criteria["asks_covered"]
        assert isinstance(covered, Scored)
        assert (covered.verdict, covered.reason) == ("pass", "вопросы: 2 из 2")
        assert "можно вернуть в течение 14 дней" in card.asks[0].evidence[0].quote
        assert card.asks[1].evidence[0].quote == "Обратную доставку оплачиваем мы."

    def test_term_is_the_promises_own(self) -> None:
        """The term of the refund is shown, not that of the return."""
        verdict = card_of(WALK_A).criteria["timeframe"]

        assert verdict_word(verdict) == "pass"
        assert "в течение 10 дней" in quotes(verdict)[0]

    def test_speed_and_greeting(self) -> None:
        """95 of 120 working minutes; a greeting was not required."""
        card = card_of(WALK_A)

        assert "95 из 120 рабочих минут" in getattr(card.criteria["in_target"], "reason", "")
        assert verdict_label(card.criteria["greeting"], "ru") == "не требовалось"

    def test_facts_agree(self) -> None:
        """The reply's figures stand in the knowledge base and the order, and 24 November follows from them."""
        card = card_of(WALK_A)
        facts = card.criteria["correctness"]

        assert isinstance(facts, Scored)
        assert facts.verdict == "pass"
        assert "10.11 + 14 дней = 24.11" in facts.reason
        assert not card.critical

    def test_greeting_is_judged_when_the_standard_asks(self) -> None:
        """The same reply under a standard that wants a greeting and the name."""
        book = replace(BOOKS["rules"], standard=courteous())
        card = score_conversation(WALK_A, book)[0]

        assert isinstance(card, Scorecard)
        assert verdict_word(card.criteria["greeting"]) == verdict_word(card.criteria["name"]) == "pass"

    def test_wrong_deadline_is_caught(self) -> None:
        """«До 30 ноября» instead of 24 contradicts 10 November + 14 days."""
        asked, reply = WALK_A.messages
        wrong = replace(WALK_A, messages=(asked, replace(reply, text=reply.text.replace("24 ноября", "30 ноября"))))

        assert verdict_word(card_of(wrong).criteria["correctness"]) != "pass"


class TestWalkC:
    """Polite, fast and wrong: nothing pretends to know, and no total is shown."""

    @pytest.mark.parametrize("level", ["rules", "local"])
    def test_no_number_without_a_model(self, level: str) -> None:
        """Without a model there is no total for a reply whose answer is in doubt."""
        card = card_of(WALK_C, level)

        assert card.total is None
        assert card.level == level

    @pytest.mark.parametrize("level", ["rules", "local"])
    def test_missed_question_is_possible(self, level: str) -> None:
        """The evening delivery is possibly unanswered, marked in the buyer's text."""
        card = card_of(WALK_C, level)
        evening = card.asks[1]

        assert evening.evidence[0].quote == "можно ли привезти завтра после 18?"
        assert evening.evidence[0].role == "customer"
        assert ask_label(evening.status, "ru", possible=evening.possible) == "возможно, не отвечено"

    @pytest.mark.parametrize("level", ["rules", "local"])
    def test_status_differs_from_the_order(self, level: str) -> None:
        """«Передан в доставку» against «перенесена на 18.11» is a candidate with both quotes."""
        card = card_of(WALK_C, level)
        alarm = next(item for item in card.critical if item.code == "wrong_policy")

        assert alarm.state == "candidate"
        assert [each.quote for each in alarm.evidence] == ["передан в доставку", "доставка перенесена на 18.11"]
        assert verdict_word(card.criteria["correctness"]) != "pass"

    def test_wait_without_a_term(self) -> None:
        """«Ожидайте» has no term."""
        verdict = card_of(WALK_C).criteria["timeframe"]

        assert verdict_word(verdict) == "fail"
        assert quotes(verdict) == ["Ожидайте"]

    def test_regret_is_not_judged(self) -> None:
        """Missing regret is not judged without a model, and its occasion stands in the buyer's words."""
        verdict = card_of(WALK_C).criteria["empathy"]

        assert isinstance(verdict, Unsure)
        assert quotes(verdict) == ["курьер не приехал и никто не позвонил!"]
        assert verdict_label(verdict, "ru").startswith("не оценено (")

    def test_respect_and_speed_pass(self) -> None:
        """«Ожидайте, пожалуйста» is not rude, and 4 of 5 minutes is in time."""
        card = card_of(WALK_C)

        assert verdict_word(card.criteria["respect"]) == "pass"
        assert verdict_word(card.criteria["in_target"]) == "pass"
        assert "4 из 5" in getattr(card.criteria["in_target"], "reason", "")


class TestWhole:
    @pytest.mark.parametrize("level", ["rules", "local"])
    @pytest.mark.parametrize("conversation", [WALK_A, WALK_C])
    def test_every_quote_stands_in_its_text(self, conversation: Conversation, level: str) -> None:
        """No card carries a quote that cannot be found at its place."""
        card = card_of(conversation, level)
        texts = {message.id: message.text for message in conversation.messages}
        texts |= {article.id: article.text for article in (RETURNS, SLOTS)}
        assert conversation.order is not None
        texts[ORDER_ID] = conversation.order.as_text()
        evidence = [each for verdict in card.criteria.values() for each in getattr(verdict, "evidence", ())]
        evidence += [each for item in card.critical for each in item.evidence]
        evidence += [each for ask in card.asks for each in ask.evidence]

        assert evidence
        assert all(find_evidence(each, texts) == each for each in evidence)

    def test_same_replay_same_card(self) -> None:
        """Scoring again gives the same card, to the last field, and it survives being stored."""
        first, second = card_of(WALK_A), card_of(WALK_A)

        assert first == second
        assert from_dict(to_dict(first)) == first

    def test_later_messages_do_not_change_the_pins(self) -> None:
        """What the customer writes afterwards does not make another card of an earlier reply."""
        later = replace(WALK_C, messages=(*WALK_C.messages, customer("Алло?", "q2", at=ASKED)))
        before = card_of(WALK_C).pins.input_hash
        book = BOOKS["rules"]
        turn = read_turns(later)[0]

        assert score_reply(build_case(later, turn, book), book).pins.input_hash == before

    def test_all_criteria_are_there(self) -> None:
        """A card has a verdict for every criterion, and pins its standard and profile."""
        card = card_of(WALK_A)

        assert tuple(card.criteria) == CRITERIA
        assert card.pins.standard == BOOKS["rules"].standard.version
        assert card.pins.profile == BOOKS["rules"].profile.version

    def test_operators_name_changes_nothing(self) -> None:
        """Who wrote the reply moves no verdict."""
        asked, reply = WALK_C.messages
        other = replace(WALK_C, messages=(asked, replace(reply, author_id="Гюльнара")))

        assert card_of(other).criteria == card_of(WALK_C).criteria

    def test_longer_is_not_better(self) -> None:
        """Padding a non-answer with courtesy does not raise its completeness."""
        asked = "Почему списали дважды?"
        short = a_card(asked, "Ждите.")
        long = a_card(asked, "Спасибо за обращение! Мы очень ценим ваше мнение и понимаем ваше беспокойство. " * 5)

        assert verdict_word(short.criteria["asks_covered"]) == verdict_word(long.criteria["asks_covered"]) == "fail"
        assert short.pillars["completeness"].high == long.pillars["completeness"].high

    def test_iqs_only_when_asked_for(self) -> None:
        """The compatible review score is there for shops that want it, 0 after a confirmed critical error."""
        book = a_book(standard=standard_with(iqs_compat=True))

        assert a_card("Где заказ?", "Заказ в пути, будет завтра.").iqs_compat is None
        assert a_card("Где заказ?", "Здравствуйте, {{имя}}! Заказ в пути.", book).iqs_compat == 0

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=160), st.text(max_size=200))
    def test_any_texts_can_be_scored(self, asked: str, reply: str) -> None:
        """Odd texts give a card or a reason, never an error, and every number is in range."""
        book = a_book()
        conversation = Conversation(id="c", channel="chat", messages=(customer(asked), operator(reply)))
        card = score_reply(build_case(conversation, Turn(messages=conversation.messages[1:]), book), book)

        if isinstance(card, Scorecard):
            assert all(0 <= verdict.value <= 1 for verdict in card.criteria.values() if isinstance(verdict, Scored))
            assert card.total is None or 0 <= card.total <= 100.0001


class TestUnscored:
    @pytest.mark.parametrize(
        ("kind", "visibility", "text", "attachments", "reason"),
        [
            ("bot", "public", "Здравствуйте!", 0, "bot"),
            ("rule", "public", "Заявка принята", 0, "rule"),
            ("system", "public", "Диалог закрыт", 0, "system"),
            ("operator", "private", "Заметка", 0, "private"),
            ("operator", "public", "", 1, "attachment_only"),
            ("operator", "public", "  ", 0, "empty"),
        ],
    )
    def test_what_is_no_reply_is_not_scored(
        self, kind: AuthorKind, visibility: Visibility, text: str, attachments: int, reason: str
    ) -> None:
        """Bots, automation, notes and bare attachments are kept with their reason and enter no mean."""
        reply = Message(
            id="r",
            text=text,
            direction="out",
            author_kind=kind,
            visibility=visibility,
            attachments=attachments,
            at=ASKED,
        )
        conversation = Conversation(id="c", channel="chat", messages=(customer("Где?"), reply))
        book = a_book()
        card = score_reply(build_case(conversation, Turn(messages=(reply,)), book), book)

        assert isinstance(card, Unscored)
        assert card.reason == reason

    def test_bot_turns_give_no_card(self) -> None:
        """Scoring a conversation passes over bots and notes."""
        messages = (
            customer("Где заказ?"),
            Message(id="b", text="Я бот", direction="out", author_kind="bot", at=ASKED),
            operator("Заказ в пути.", "r"),
        )
        cards = score_conversation(Conversation(id="c", channel="chat", messages=messages), a_book())

        assert [card.message_id for card in cards] == ["r"]


def test_source_evidence_names_the_article() -> None:
    """Evidence of an article carries the article's id, so that a click can open it."""
    card = card_of(WALK_A)
    verdict = card.criteria["correctness"]
    shown: list[Evidence] = [each for each in getattr(verdict, "evidence", ()) if each.role == "source"]

    assert all(each.message_id in ("return", "slots", ORDER_ID) or each.message_id == "q" for each in shown)
