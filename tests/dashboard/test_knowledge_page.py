"""The page of the knowledge base over a stand-in of the API: finding, reading, changing, comparing, reporting."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from api import views as v
from api.client import ApiProblem
from dashboard.session import Desk
from dashboard.words import Words
from tests.dashboard.conftest import AT, FakeClient

TEXT = "Вернуть товар можно за 14 дней. Здравствуйте, {имя}!"
ITEM = v.ArticleItem(
    id="return", title="Возврат", question="Как вернуть?", revision=2, audience="internal",
    audience_label="только для операторов", kind="macro", kind_label="шаблон ответа", state="expired",
    state_label="срок истёк 15.11.2026", valid_until=date(2026, 11, 15),
)  # fmt: skip
RESTING = v.RestingView(
    draft_id="d1", conversation_id="c1", article_id="return", article_title="Возврат", revision=1, state="sent",
    state_label="отправлен", weight="gone", weight_label="изменилась сама фраза", quote="За 14 дней.",
    sentence="Вернуть можно за 14 дней.", operator_name="Игорь", at=AT,
)  # fmt: skip
AFFECTED = v.AffectedView(sent=1, text="На изменённом держатся: 1 отправленный ответ", items=(RESTING,))


class KnowledgeClient(FakeClient):
    """The stand-in with a knowledge base of one article."""

    def articles(self, limit: int = 500, **narrowed: str) -> v.ArticleList:
        self.calls.append(("articles", narrowed))
        return v.ArticleList(items=(ITEM,), total=1)

    def search(self, q: str, limit: int = 10) -> v.SearchView:
        self.calls.append(("search", q))
        hit = v.HitView(rank=1, article_id="return", title="Возврат", text=TEXT, score=1.0)
        return v.SearchView(query=q, hits=(hit, hit), supported=0.9, decision="supported")

    def article(self, article_id: str) -> v.ArticleView:
        return v.ArticleView(**ITEM.model_dump(), text=TEXT, slots=("имя",))

    def article_versions(self, article_id: str) -> v.VersionList:
        new = v.VersionView(revision=2, author="lead", at=AT, title="Возврат", changed_labels=("текст",))
        old = v.VersionView(revision=1, author="import", at=AT, title="Возврат")
        return v.VersionList(article_id=article_id, items=(new, old))

    def article_diff(self, article_id: str, before: int, after: int) -> v.DiffView:
        self.calls.append(("diff", (before, after)))
        change = v.ChangeView(kind="changed", label="изменено", before="За 30 дней.", after="За 14 дней.")
        days = v.FieldChangeView(field="valid_until", label="действует до", after="15.11.2026")
        return v.DiffView(article_id=article_id, before=before, after=after, changes=(change,), fields=(days,))

    def edit_article(self, article_id: str, revision: int, **fields: Any) -> v.ArticleView:
        self.calls.append(("edit_article", (revision, fields)))
        if self.refuse:
            raise self.refuse
        return self.article(article_id).model_copy(update={"affected": AFFECTED})

    def restore_article(self, article_id: str, revision: int) -> v.ArticleView:
        self.calls.append(("restore", revision))
        return self.article(article_id)

    def remove_article(self, article_id: str) -> v.AffectedView:
        self.calls.append(("remove", article_id))
        return v.AffectedView()

    def affected(self, article_id: str, **of: int) -> v.AffectedView:
        return AFFECTED

    def twins(self) -> v.TwinsView:
        one = v.QuoteView(article_id="return", title="Возврат", text="Вернуть можно за 14 дней.")
        two = v.QuoteView(article_id="terms", title="Сроки", text="Вернуть можно за 30 дней.")
        against = v.PairView(kind="contradiction", one=one, two=two, share=0.8, values=("14 дней", "30 дней"))
        return v.TwinsView(contradictions=(against,), articles=2, text="Повторов: 0, возможных противоречий: 1")

    def add_article(self, text: str, **more: Any) -> v.ArticleView:
        self.calls.append(("add_article", (text, more)))
        return self.article("return")


def lead(client: KnowledgeClient) -> Desk:
    """A lead at the desk."""
    allowed = ("read_knowledge", "import_knowledge", "edit_knowledge")
    me = v.MeView(name="Светлана", role="lead", role_label="руководитель", allowed=allowed)
    return Desk(client=client, me=me, words=Words("ru"))  # type: ignore[arg-type]


def page(desk: Desk, before: Callable[[AppTest], None] | None = None) -> AppTest:
    """The page as Streamlit runs it."""

    def script(desk: object) -> None:
        import dashboard.knowledge_page

        dashboard.knowledge_page.render(desk)  # type: ignore[arg-type]

    app = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=30)
    if before:
        before(app)
    return app.run()


def opened(app: AppTest) -> None:
    """The article is open."""
    app.session_state["kb_article"] = "return"


def texts(app: AppTest) -> str:
    """All that the page says, joined."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.success, app.get("html"))
    return "\n".join(
        str(getattr(item, "value", None) or getattr(item.proto, "body", "")) for kind in kinds for item in kind
    )


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(item for item in app.button if item.label == label).click().run()


def test_the_list_says_what_is_not_as_usual() -> None:
    """Expired, internal and macro are words, not colours alone; opening shows the article."""
    app = page(lead(KnowledgeClient()))
    said = texts(app)

    press(app, "Открыть")

    assert not app.exception
    assert "срок истёк 15.11.2026" in said
    assert "только для операторов" in said
    assert "шаблон ответа" in said
    assert "Сейчас статья не действует" in texts(app)
    assert '<mark class="tact question">имя' in texts(app)


def test_a_search_shows_each_article_once() -> None:
    """With what the base says of itself: whether it holds an answer."""
    client = KnowledgeClient()
    app = page(lead(client))

    app.text_input(key="kb_query").set_value("как вернуть").run()

    assert ("search", "как вернуть") in client.calls
    assert "В базе есть ответ." in texts(app)
    assert [item.label for item in app.button].count("Открыть") == 1


def test_filters_are_asked_of_the_api() -> None:
    """Kind, audience and validity narrow the list."""
    client = KnowledgeClient()
    app = page(lead(client))

    app.selectbox(key="kb_state").set_value("expired").run()

    assert ("articles", {"kind": "", "audience": "", "validity": "expired"}) in client.calls


def test_an_edit_lists_the_replies_it_touches() -> None:
    """The new revision is said, and every reply that rests on the old words, with its thread."""
    client = KnowledgeClient()
    app = page(lead(client), opened)

    app.text_area[0].set_value("Вернуть товар можно за 30 дней.")
    press(app, "Сохранить новую редакцию")

    (call,) = [value for name, value in client.calls if name == "edit_article"]
    assert call[0] == 2
    assert call[1]["text"] == "Вернуть товар можно за 30 дней."
    assert call[1]["valid_until"] == "2026-11-15"
    said = texts(app)
    assert "На изменённом держатся: 1 отправленный ответ" in said
    assert "Вернуть можно за 14 дней." in said

    press(app, "Показать переписку")

    assert not app.exception
    assert "Можно вернуть?" in texts(app)
    assert "На изменённом держатся: 1 отправленный ответ" in texts(app)


def test_a_refused_edit_says_why() -> None:
    """Somebody else was faster: cause and cure stand on the page."""
    client = KnowledgeClient()
    client.refuse = ApiProblem(409, "Конфликт", "Пока вы правили, статью изменили", mend="обновите страницу")
    app = page(lead(client), opened)

    press(app, "Сохранить новую редакцию")

    assert "Пока вы правили, статью изменили" in texts(app)
    assert "обновите страницу" in texts(app)


def test_revisions_stand_side_by_side_and_come_back() -> None:
    """Changes have a sign and a word; an old revision is restored by one press."""
    client = KnowledgeClient()
    app = page(lead(client), opened)
    said = texts(app)

    press(app, "Вернуть редакцию 1")

    assert ("diff", (1, 2)) in client.calls
    assert "≠ изменено" in said
    assert "действует до" in said
    assert ("restore", 1) in client.calls


def test_an_article_is_removed_only_when_one_is_sure() -> None:
    """The button waits for the tick."""
    client = KnowledgeClient()
    app = page(lead(client), opened)
    waiting = next(item for item in app.button if item.label == "Убрать из базы")
    assert waiting.disabled

    app.checkbox[0].check().run()
    press(app, "Убрать из базы")

    assert ("remove", "return") in client.calls


def test_an_operator_reads_only() -> None:
    """No upload, no edit; the revisions are open to everybody."""
    me = v.MeView(name="Игорь", role="operator", role_label="оператор", operator_id="igor", allowed=("read_knowledge",))
    desk = Desk(client=KnowledgeClient(), me=me, words=Words("ru"))  # type: ignore[arg-type]

    listed, article = page(desk), page(desk, opened)

    assert not listed.exception
    assert not listed.tabs
    assert [tab.label for tab in article.tabs] == ["Текст", "Редакции"]
    assert not [item for item in article.button if item.label.startswith("Вернуть редакцию")]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_contradictions_stand_side_by_side(language: str) -> None:
    """Both quotes with the values that differ marked, in both languages."""
    client = KnowledgeClient()
    desk = lead(client)
    desk = Desk(client=desk.client, me=desk.me, words=Words(language))

    def report(app: AppTest) -> None:
        app.session_state["kb_tab"] = Words(language)("knowledge.tab_twins")

    app = page(desk, report)

    assert not app.exception
    assert '<mark class="tact bad">14 дней</mark>' in texts(app)
    assert '<mark class="tact bad">30 дней</mark>' in texts(app)
