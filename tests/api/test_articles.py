"""Articles over time through the API: revisions, edits, what rests on them, macros, duplicates, bad input."""

from datetime import date

import pytest

from api.client import ApiProblem
from reply_core import audit
from tests.api.conftest import Desk, run
from tests.api.test_conversations import ask
from tests.api.test_shop import make_live

BEFORE = "Вернуть люльку можно за 14 дней. Чек не нужен."
AFTER = "Вернуть люльку можно за 30 дней. Чек не нужен."
ASKED = "За сколько дней можно вернуть люльку?"


def added(desk: Desk, text: str = BEFORE, **fields: str) -> str:
    """The id of an article about cradles."""
    make_live(desk)
    return desk.as_("lead").add_article(text, title="Возврат люльки", question=ASKED, **fields).id


def test_an_edit_names_the_replies_that_rest_on_it(desk: Desk) -> None:
    """A draft was sent from the article; its term changes; the answer, the list and the audit say so."""
    name = added(desk)
    ask(desk, "c1", text=ASKED)
    made = desk.as_("anna").draft("c1")
    assert [source.article_id for source in made.sources] == [name]
    desk.as_("anna").decide(made.id, "accepted", text=made.text)
    lead = desk.as_("lead")

    edited = lead.edit_article(name, 1, text=AFTER)

    assert (edited.revision, edited.affected.sent, edited.affected.open) == (2, 1, 0)
    assert edited.affected.text == "На изменённом держатся: 1 отправленный ответ"
    (item,) = edited.affected.items
    assert (item.draft_id, item.conversation_id, item.weight, item.operator_name) == (made.id, "c1", "gone", "Анна")
    assert lead.affected(name, before=1, after=2).sent == 1
    assert lead.affected(name).sent == 0

    async def trail() -> list[str]:
        async with desk.sessions() as session:
            return [event.action for event in await audit.events(session, f"article:{name}")]

    assert sorted(run(trail())) == ["knowledge.approved", "knowledge.edited"]


def test_revisions_are_listed_compared_and_restored(desk: Desk) -> None:
    """Who changed what, sentence by sentence, and the old text back as a new revision."""
    name, lead = added(desk), desk.as_("lead")
    lead.edit_article(name, 1, text=AFTER, audience="internal")

    listed, diff = lead.article_versions(name), lead.article_diff(name, 1, 2)
    restored = lead.restore_article(name, 1)

    assert [(one.revision, one.author, one.changed_labels) for one in listed.items] == [
        (2, "lead", ("текст", "для кого")),
        (1, "lead", ()),
    ]
    assert [(one.kind, one.before, one.after) for one in diff.changes] == [
        ("changed", "Вернуть люльку можно за 14 дней.", "Вернуть люльку можно за 30 дней."),
        ("same", "Чек не нужен.", "Чек не нужен."),
    ]
    assert [(one.label, one.before, one.after) for one in diff.fields] == [
        ("для кого", "для клиентов", "только для операторов")
    ]
    assert (restored.revision, restored.text, restored.audience) == (3, BEFORE, "public")


def test_days_are_set_taken_off_and_shown(desk: Desk) -> None:
    """An article whose days are over is shown as such and found by its state."""
    name, lead = added(desk), desk.as_("lead")

    ended = lead.edit_article(name, 1, valid_until="2026-11-15")
    listed = lead.articles(validity="expired")
    endless = lead.edit_article(name, 2, valid_until=None)

    assert (ended.state, ended.state_label) == ("expired", "срок истёк 15.11.2026")
    assert [item.id for item in listed.items] == [name]
    assert (endless.valid_until, endless.state_label) == (None, "действует")


def test_the_list_is_narrowed(desk: Desk) -> None:
    """By kind, audience and words of the title."""
    name, lead = added(desk, audience="internal"), desk.as_("lead")
    macro = lead.add_article("Здравствуйте, {имя}! Заказ {номер заказа} собран.", title="Собран")

    assert [item.id for item in lead.articles(kind="macro").items] == [macro.id]
    assert [item.id for item in lead.articles(audience="internal").items] == [name]
    assert [item.id for item in lead.articles(named="ЛЮЛЬК").items] == [name]
    assert (macro.kind, macro.slots) == ("macro", ("имя", "номер заказа"))


def test_a_macro_is_filled_for_a_conversation(desk: Desk) -> None:
    """What the conversation does not know is left out and named."""
    added(desk)
    macro = desk.as_("lead").add_article("Здравствуйте, {имя}! Заказ {номер заказа} собран. Спасибо!", title="Собран")
    ask(desk, "c1", text=ASKED)

    filled = desk.as_("anna").fill_macro(macro.id, "c1")

    assert "{" not in filled.text
    assert filled.text.endswith("Спасибо!")
    assert set(filled.used) | set(filled.missing)


def test_what_contradicts_stands_side_by_side(desk: Desk) -> None:
    """Two articles with two terms, and one copied, are reported with their quotes."""
    name, lead = added(desk), desk.as_("lead")
    other = lead.add_article(AFTER, title="Люльки: возврат", question="Возврат люльки: сколько дней?")

    found = lead.twins()

    (pair,) = found.contradictions
    assert {pair.one.article_id, pair.two.article_id} == {name, other.id}
    assert set(pair.values) == {"14 дней", "30 дней"}
    assert found.text.startswith("Повторов: ")


def test_an_import_says_what_it_affects_and_takes_what_is_told_of_all(desk: Desk) -> None:
    """A table changes an article that a reply rests on; the form's fields hold where the rows are silent."""
    make_live(desk)
    lead = desk.as_("lead")
    table = "Номер;Вопрос;Ответ\nk1;За сколько дней можно вернуть люльку?;{}\n"
    lead.import_knowledge([("faq.csv", table.format(BEFORE).encode())], audience="public", valid_until="31.12.2026")
    ask(desk, "c1", text=ASKED)
    made = desk.as_("anna").draft("c1")
    desk.as_("anna").decide(made.id, "accepted", text=made.text)

    report = lead.import_knowledge([("faq.csv", table.format(AFTER).encode())])

    assert (report.changed, report.affected.sent) == (1, 1)
    assert report.affected.items[0].article_title == ASKED
    assert lead.article("k1").valid_until == date(2026, 12, 31)


def test_a_removed_article_is_out_of_force(desk: Desk) -> None:
    """It is gone from the list; what rested on it is told."""
    name, lead = added(desk), desk.as_("lead")

    gone = lead.remove_article(name)

    assert gone.sent == 0
    assert lead.articles(named="люльк").items == ()
    with pytest.raises(ApiProblem) as twice:
        lead.remove_article(name)
    assert twice.value.status == 404


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"revision": 9, "text": "Другое."}, 409, "редакция 1, а не 9"),
        ({"revision": 1, "text": " "}, 400, "без текста"),
        ({"revision": 1, "text": "Привет, {имя}!"}, 400, "поля для подстановки"),
        ({"revision": 1, "valid_from": "2026-12-02", "valid_until": "2026-12-01"}, 400, "раньше, чем начинает"),
        ({"revision": 1, "valid_until": "скоро"}, 400, ""),
        ({"revision": 0, "text": "Другое."}, 400, ""),
        ({"revision": 1, "author": "x"}, 400, ""),
        ({"text": "Другое."}, 400, ""),
    ],
)
def test_a_bad_edit_is_refused_in_words(desk: Desk, body: dict[str, object], status: int, said: str) -> None:
    """What, where, and how to mend it; the article stays as it was."""
    name = added(desk)

    answer = desk.web.put(f"/v1/knowledge/articles/{name}", json=body, headers=desk.headers("lead"))

    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert desk.as_("lead").article(name).revision == 1


def test_what_is_not_there_is_said(desk: Desk) -> None:
    """Unknown articles and revisions, in the reader's language."""
    name, lead = added(desk), desk.as_("lead", "en")

    with pytest.raises(ApiProblem, match="no such article"):
        lead.article_versions("none")
    with pytest.raises(ApiProblem, match="no revision 7"):
        lead.restore_article(name, 7)
    with pytest.raises(ApiProblem, match="no such article"):
        lead.fill_macro("none", "c1")


def test_a_bad_word_for_all_files_is_refused(desk: Desk) -> None:
    """A date that is none stops the import before anything is stored."""
    make_live(desk)

    with pytest.raises(ApiProblem) as refused:
        desk.as_("lead").import_knowledge([("a.md", b"A.")], valid_until="31.02.2026")

    assert refused.value.status == 400
    assert "такого дня нет" in refused.value.detail


def test_operators_read_and_do_not_write(desk: Desk) -> None:
    """What the shop says is decided by leads."""
    name, anna = added(desk), desk.as_("anna")

    assert anna.article_versions(name).items
    for call in (
        lambda: anna.edit_article(name, 1, text="Другое."),
        lambda: anna.restore_article(name, 1),
        lambda: anna.remove_article(name),
        anna.twins,
    ):
        with pytest.raises(ApiProblem) as refused:
            call()
        assert refused.value.status == 403
