"""A stand-in for the API's client with canned answers, and the desk of a lead."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api import views as v
from api.client import ApiProblem
from api.views.coaching import TaskList, TaskView
from api.views.sampling import PlanList
from api.views.shop import VersionList
from dashboard.session import Desk
from dashboard.words import Words
from tests.dashboard.fake_coaching import FakeCoaching


@pytest.fixture(autouse=True)
def _main_stays() -> Iterator[None]:
    """A page under test becomes ``__main__``; put the real one back, for later tests start processes that run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


AT = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)
QUESTION = "Чайник пришёл, но цвет не тот. Можно вернуть?"
REPLY = "Добрый день! Ожидайте, пожалуйста."
ARTICLE = "Вернуть товар можно в течение 14 дней. Обратную доставку оплачивает магазин."


def evidence() -> v.EvidenceView:
    """«Можно вернуть?» in the customer's message."""
    start = QUESTION.index("Можно")
    return v.EvidenceView(message_id="m1", role="customer", start=start, end=len(QUESTION), quote=QUESTION[start:])


def card(edit: v.EditView | None = None) -> v.CardView:
    """A card with a missed question, no total, and one candidate."""
    return v.CardView(
        id="card-1",
        conversation_id="c1",
        message_id="m2",
        operator_id="igor",
        operator_name="Игорь",
        channel="chat",
        topic="return",
        topic_label="возврат",
        replied_at=AT,
        level="local",
        level_label="правила и смысл",
        decided_share=0.71,
        pillars=(
            v.PillarView(pillar="completeness", label="Полнота"),
            v.PillarView(pillar="politeness", label="Вежливость", value=80, low=60, high=100, coverage=0.8),
        ),
        criteria=(
            v.CriterionView(
                criterion="asks_covered",
                label="Ответ на все вопросы",
                verdict="unsure",
                verdict_label="не оценено",
                reason="возможно, пропущен вопрос",
                weight=20,
                evidence=(evidence(),),
                edit=edit,
            ),
            v.CriterionView(criterion="greeting", label="Приветствие", verdict="na", verdict_label="не требовалось"),
        ),
        critical=(
            v.CriticalView(
                code="wrong_policy", label="Неверное условие", state="candidate", reason="расходится с заказом"
            ),
        ),
        asks=(v.AskVerdictView(text="Можно вернуть?", verdict="unsure", verdict_label="возможно, не отвечено"),),
        summary="вопросы 0 из 1",
        pins=v.PinsView(standard="default-ru-1", profile="default-ru-1", scorer="1"),
    )


def draft() -> v.DraftView:
    """A draft of one sentence that rests on «Возврат», ред. 3."""
    text = "Вернуть можно в течение 14 дней."
    citation = v.CitationView(
        number=1, source_id="s1", kind="article", article_id="a1", title="Возврат", revision=3, start=0, end=38
    )
    return v.DraftView(
        id="d1",
        conversation_id="c1",
        kind="draft",
        text=text,
        sentences=(v.SentenceView(text=text, start=0, end=len(text), verdict="supported", citations=(citation,)),),
        sources=(v.SourceView(number=1, source_id="s1", kind="article", title="Возврат", revision=3, text=ARTICLE),),
        provenance=v.ProvenanceView(level="local", ms=41),
    )


def conversation() -> v.ConversationView:
    """One question that waits."""
    return v.ConversationView(
        id="c1",
        channel="email",
        customer=v.CustomerView(id="k1", name="Ольга"),
        order=v.OrderView(number="48213", fields={"статус": "получен"}),
        topic="return",
        topic_label="возврат",
        messages=(
            v.MessageView(id="m1", at=AT, direction="in", author_kind="customer", text=QUESTION),
            v.MessageView(
                id="m2",
                at=AT,
                direction="out",
                author_kind="operator",
                author_id="igor",
                author_name="Игорь",
                text=REPLY,
            ),
        ),
        waiting=True,
    )


def dispute() -> v.DisputeView:
    """Игорь contests the missed question."""
    return v.DisputeView(
        id="d1",
        scorecard_id="card-1",
        criterion="asks_covered",
        label="Ответ на все вопросы",
        operator_id="igor",
        operator_name="Игорь",
        comment="Ответ во втором абзаце",
        state="open",
        state_label="ждёт решения",
        opened_at=AT,
    )


@dataclass
class FakeClient(FakeCoaching):
    """Answers like the API of a small shop; remembers what was asked of it."""

    calls: list[tuple[str, Any]] = field(default_factory=list)
    waiting: tuple[v.ConversationItem, ...] = (
        v.ConversationItem(
            conversation_id="c1",
            customer_name="Ольга",
            channel="email",
            topic_label="возврат",
            due_text="до пн 16.11, 10:40",
            snippet=QUESTION,
            priority=64.0,
            reasons=(
                v.PriorityReasonView(code="deadline", text="до 10:40", points=22),
                v.PriorityReasonView(code="vip", text="VIP", points=10),
            ),
        ),
    )
    profile_of_customer: v.CustomerProfileView = field(default_factory=v.CustomerProfileView)
    drafts: tuple[v.DraftView, ...] = ()
    blocked: bool = False
    refuse: ApiProblem | None = None
    edit: v.EditView | None = None

    def conversations(self, state: str, limit: int, *, offset: int = 0) -> v.ConversationList:
        found = self.waiting[offset : offset + limit]
        return v.ConversationList(items=found, total=len(self.waiting), offset=offset)

    def customer(self, conversation_id: str) -> v.CustomerProfileView:
        return self.profile_of_customer

    def conversation(self, conversation_id: str) -> v.ConversationView:
        return conversation().model_copy(update={"drafts": self.drafts})

    def another_draft(self, draft_id: str) -> v.DraftView:
        self.calls.append(("another_draft", draft_id))
        second = draft().model_copy(update={"id": "d2", "variant_of": "d1", "text": "Вернуть можно."})
        self.drafts = (second, draft())
        return draft().model_copy(update={"variants": (second,)})

    def draft(self, conversation_id: str) -> v.DraftView:
        return draft()

    def draft_text(self, request: Any) -> v.DraftView:
        self.calls.append(("draft_text", request))
        return draft()

    def gaps(self, days: int = 90, limit: int = 100) -> v.GapList:
        gap = v.GapView(
            id="gap-1",
            ask="Принимаете ли вы старые люльки?",
            topic_label="другое",
            count=3,
            wordings=("Принимаете ли вы старые люльки?", "=Сдать коляску можно?"),
            nearest=(v.NearestView(article_id="return", title="Возврат"),),
            last_at=AT,
            growth=v.GapGrowthView(
                recent=14, before=3, before_weeks=4, trend="growing", ratio=4.1, low=1.3, high=18.0,
                text="растёт: ×4,1 [1,3–18,0]; диалогов: 14 за 4 нед., 3 за 4 нед. до них",
            ),
        )  # fmt: skip
        share = v.CoverageView(
            answered=46, conversations=64, share=0.72, low=0.61, high=0.81, target=0.8, text="72 % [61–81] — 46 из 64"
        )
        items = (gap,) if self.waiting else ()
        return v.GapList(items=items, coverage=share, growing=items)

    def article_for_gap(self, gap_id: str) -> v.ArticleProposalView:
        answer = v.AnswerView(conversation_id="c9", text="Старые люльки не принимаем.")
        return v.ArticleProposalView(
            gap_id=gap_id, question="Принимаете ли вы старые люльки?", topic="other", topic_label="", answers=(answer,)
        )

    def add_article(self, text: str, **more: str) -> v.ArticleView:
        self.calls.append(("article", (text, more["question"], more["audience"])))
        return v.ArticleView(id="kb-1", title=more["question"], text=text)

    def review_queue(self, why: str = "", *, operator: str = "", days: int = 28, limit: int = 20) -> v.QueueView:
        item = v.CardItem(
            id="card-1", conversation_id="c1", message_id="m2", operator_name="Игорь", customer_snippet=QUESTION,
            reply_snippet=REPLY,
        )  # fmt: skip
        causes = (
            v.CauseView(cause="none", label="всё в порядке"),
            v.CauseView(cause="tone", label="тон оператора", own=True, count=2),
        )
        found = (v.QueueItemView(card=item, why="candidate", why_label="возможная критическая ошибка"),)
        return v.QueueView(items=found, counts={"candidate": 1, "random": 4, "differ": 2, "unsure": 9}, causes=causes)

    def reviewed(self, card_id: str, cause: str, note: str = "") -> v.CauseView:
        self.calls.append(("reviewed", (card_id, cause, note)))
        return v.CauseView(cause=cause, label="")

    def disputes(self, state: str = "", days: int = 90) -> v.DisputeList:
        share = v.CriterionDisputesView(criterion="timeframe", label="Срок", accepted=2, decided=3, low=0.21, high=0.94)
        return v.DisputeList(items=(dispute(),), open=1, decided=3, median_hours=5.5, criteria=(share,))

    def contest(self, card_id: str, criterion: str, comment: str) -> v.DisputeView:
        self.calls.append(("contest", (card_id, criterion, comment)))
        return dispute()

    def decide_dispute(
        self, dispute_id: str, decision: str, words: str, *, verdict: str | None = None
    ) -> v.DisputeView:
        self.calls.append(("decide_dispute", (dispute_id, decision, words, verdict)))
        return dispute()

    def rewrite(self, text: str, tool: str, *, channel: str = "email") -> v.RewriteView:
        self.calls.append(("rewrite", tool))
        return v.RewriteView(tool=tool, text="Короткий текст.", changed=True, level="rules")

    def check_draft(self, draft_id: str, text: str) -> v.CheckView:
        self.calls.append(("check", text))
        warning = v.WarningView(
            kind="contradicted" if self.blocked else "not_verified",
            level="error" if self.blocked else "note",
            text="до 30 ноября: нет в источнике",
            match="30 ноября",
        )
        return v.CheckView(warnings=(warning,), preview=card(), blocked=self.blocked)

    def decide(self, draft_id: str, decision: str, *, text: str = "", reason: str = "") -> v.DraftView:
        self.calls.append(("decide", (decision, text, reason)))
        if self.refuse:
            raise self.refuse
        made = v.DecisionView(
            decision=decision, reason=reason, final_text=text, similarity=0.9, added=("до 24 ноября",)
        )
        return draft().model_copy(update={"decision": made})

    def score_pair(self, request: Any) -> v.CardView:
        self.calls.append(("score_pair", request))
        return card()

    def scorecards(self, **query: Any) -> v.CardPage:
        self.calls.append(("scorecards", query))
        item = v.CardItem(
            id="card-1",
            conversation_id="c1",
            message_id="m2",
            operator_name="Игорь",
            channel="chat",
            topic_label="возврат",
            replied_at=AT,
            level="local",
            low=("Срок ответа клиенту",),
            customer_snippet=QUESTION,
            reply_snippet=REPLY,
        )
        return v.CardPage(items=(item,), total=1)

    def scorecard(self, card_id: str) -> v.CardDetail:
        return v.CardDetail(card=card(self.edit), conversation=conversation())

    def edit_score(self, card_id: str, criterion: str, action: str, *, verdict: str | None, reason: str) -> v.CardView:
        self.calls.append(("edit", (criterion, action, verdict, reason)))
        return card()

    def cases(self, criterion: str, operator: str, days: int) -> v.CaseList:
        case = v.CaseView(
            scorecard_id="card-1", conversation_id="c1", message_id="m2", operator_name="Игорь", replied_at=AT,
            criterion=criterion, label="Срок", verdict="fail", verdict_label="не выполнено", customer_text=QUESTION,
            reply_text=REPLY, standard_line="Называем срок.",
        )  # fmt: skip
        return v.CaseList(criterion=criterion, label="Срок", items=(case,))

    def sheet(self, scorecards: list[str], criterion: str, file_format: str) -> v.SheetView:
        self.calls.append(("sheet", (tuple(scorecards), criterion, file_format)))
        return v.SheetView(
            format=file_format, filename="sheet.md", text="Заказ [номер] должен был прийти", cases=1, removed=2
        )

    def customers(self, weeks: int, **cut: str) -> v.CustomerVoiceView:
        share = v.VoiceFigureView(n=40, value=80, low=65, high=90, text="80 % [65–90], диалогов: 40")
        few = v.VoiceFigureView(n=4, text="мало данных: 4")
        bond = v.BondView(bond="no bond shown", met=40, missed=35, difference=1, low=-9, high=11, text="связи не видно")
        return v.CustomerVoiceView(
            by=cut["by"],
            weeks=weeks,
            groups=(v.GroupVoiceView(key="anna", name="Анна", first_contact=few, rating=few),),
            together=v.GroupVoiceView(key="", name="Все вместе", first_contact=share, rating=few),
            criteria=(
                v.CriterionVoiceView(
                    criterion="greeting", label="Приветствие", rating=bond, first_contact=bond, unrelated=True
                ),
            ),
        )

    def response_times(self, weeks: int, **cut: str) -> v.ResponseTimesView:
        self.calls.append(("response_times", tuple(cut.values())))
        known = v.ResponseView(
            start=date(2026, 11, 9), waits=40, answered=38, waiting=2, past_target=1, judged=39, share=87.0, low=73.0,
            high=94.0, median=v.SpanView(seconds=720, low=540, high=1080, text="12 мин [9 мин – 18 мин]"),
            state="enough", text="половина ждала до 12 мин",
        )  # fmt: skip
        few = v.ResponseView(waits=7, text="обращений: 7 — мало данных")
        return v.ResponseTimesView(
            by=cut["by"],
            unit=cut["unit"],
            since=date(2026, 10, 26),
            groups=(v.GroupResponseView(key="anna", name="Анна", period=few),),
            together=known,
            starts=(known,),
            notes=("Рабочее время",),
        )

    def trends(self, weeks: int, criterion: str, **cut: str) -> v.TrendsView:
        self.calls.append(("trends", tuple(cut.values())))
        point = v.TrendPointView(
            start=date(2026, 11, 9), n=34, conversations=28, mean=52, low=38, high=66, state="enough", text="52 [38–66]"
        )
        few = v.TrendPointView(n=8, conversations=7, text="7 диалогов — мало данных, показываем случаи")
        return v.TrendsView(
            criterion=criterion,
            label="Срок ответа клиенту",
            weeks=weeks,
            since=AT,
            measure=v.MeasureView(level="local", standard_version="default-ru-1", cards=900),
            operators=(
                v.OperatorTrendView(
                    operator_id="anna", operator_name="Анна", period=few, text="Анна: 7 диалогов — мало данных"
                ),
                v.OperatorTrendView(
                    operator_id="igor",
                    operator_name="Игорь",
                    period=point,
                    points=(point,),
                    text="Игорь · срок: 52 [38–66]",
                ),
            ),
            criteria={"total": "Итог", "timeframe": "Срок ответа клиенту"},
        )

    def tasks(self, operator: str = "", state: str = "") -> TaskList:
        task = TaskView(
            id="t1", operator_id="igor", operator_name="Игорь", criterion="timeframe", label="Срок", state="open",
            state_label="ждёт ответа", created_at=AT, due_on=date(2026, 11, 20), note="Назовите срок числом",
        )  # fmt: skip
        return TaskList(items=(task,) if self.waiting else ())

    def operators(self) -> v.OperatorList:
        return v.OperatorList(items=(v.OperatorView(id="anna", name="Анна"), v.OperatorView(id="igor", name="Игорь")))

    def standard(self) -> v.StandardView:
        line = v.StandardLineView(
            criterion="timeframe",
            label="Срок",
            pillar="completeness",
            pillar_label="Полнота",
            weight=5,
            text="Называем срок.",
        )
        return v.StandardView(
            version="default-ru-1", lines=(line,), targets={"email": 120}, critical={"insult": "Оскорбление"}
        )

    def try_standard(self, tables: dict[str, Any], *, sample: int) -> v.MovesView:
        self.calls.append(("try_standard", (tables, sample)))
        change = v.VerdictMoveView(before="pass", after="fail", text="выполнено → не выполнено", n=12)
        return v.MovesView(
            replies=150, moved=12, drawn_from=900, level="local", level_label="правила и смысл", totals=90,
            total_before=71.25, total_after=68.5,
            criteria=(
                v.CriterionMovesView(criterion="in_target", label="Ответ в срок", changed=12, changes=(change,)),
            ),
            operators=(
                v.OperatorMovesView(
                    operator_id="anna", operator_name="Анна", replies=7, conversations=7,
                    text="диалогов 7: мало для числа",
                ),
            ),
            notes=("За отведённое время проверено 150 из 300 ответов выборки",),
        )  # fmt: skip

    def standard_versions(self) -> VersionList:
        return VersionList()

    def sampling_plans(self) -> PlanList:
        return PlanList()

    def switch_standard(self, tables: dict[str, Any], base: str) -> v.StandardView:
        assert base == self.standard().version
        return self.save_standard(tables)

    def save_standard(self, tables: dict[str, Any]) -> v.StandardView:
        self.calls.append(("save_standard", tables))
        return self.standard()

    def profile(self) -> v.ProfileView:
        return v.ProfileView(version="default-ru-1", data={}, brief="На «вы».", banned=("к сожалению",))

    def save_profile(self, *, ban: tuple[str, ...], allow: tuple[str, ...]) -> v.ProfileView:
        self.calls.append(("save_profile", (ban, allow)))
        return self.profile()


@pytest.fixture
def client() -> FakeClient:
    """The stand-in."""
    return FakeClient()


@pytest.fixture
def desk(client: FakeClient) -> Desk:
    """What a page gets when a lead is signed in."""
    allowed = (
        "edit_scores", "edit_voice", "edit_standard", "import_knowledge", "import_dialogues", "coach", "decide_dispute",
        "review",
    )  # fmt: skip
    me = v.MeView(name="Светлана", role="lead", role_label="руководитель", allowed=allowed)
    return Desk(client=client, me=me, words=Words("ru"))  # type: ignore[arg-type]


@pytest.fixture
def own_desk(client: FakeClient) -> Desk:
    """What a page gets when Игорь is signed in."""
    allowed = (
        "read_cards", "dispute", "read_disputes", "practise", "answer_practice", "draft", "decide", "read_sessions",
    )  # fmt: skip
    me = v.MeView(name="Игорь", role="operator", role_label="оператор", operator_id="igor", allowed=allowed)
    return Desk(client=client, me=me, words=Words("ru"))  # type: ignore[arg-type]
