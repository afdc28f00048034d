"""What of the articles a judge is shown: verbatim sentences that share words with the case, within a limit."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.support import Source
from qa_scoring.excerpts import excerpts
from qa_scoring.reading import read_text

ARTICLE = Source(
    id="a",
    kind="article",
    title="Возврат",
    text="Мы открыты с девяти до шести. Вернуть чайник можно за 14 дней. Подарки упаковываем бесплатно. "
    "Деньги за чайник вернём на карту за 10 дней.",
)
REPLY, ASKED = read_text("Чайник можно вернуть за 14 дней."), read_text("Когда вернут деньги за чайник?")


def test_the_sentences_that_matter_come_verbatim_and_in_order() -> None:
    """What shares words with the case stays, in its order; what was left out shows as a gap."""
    (shown,) = excerpts([ARTICLE], REPLY, ASKED, 120)

    assert shown.index("Вернуть чайник можно за 14 дней.") < shown.index("Деньги за чайник вернём")
    assert "Подарки" not in shown
    assert "…" in shown


def test_an_article_without_shared_words_is_shown_by_its_beginning() -> None:
    """Nothing in common: the first article's beginning, so that the judge sees what there is."""
    other = Source(id="b", kind="article", title="", text="Работаем ежедневно, кроме праздников.")

    assert excerpts([other], read_text("Чайник."), read_text("Чайник?"), 20) == [other.text[:20]]
    assert excerpts([], REPLY, ASKED, 100) == []


@given(st.integers(0, 400))
def test_the_limit_holds(limit: int) -> None:
    """No more characters of the articles than asked for, gaps aside."""
    shown = excerpts([ARTICLE, ARTICLE], REPLY, ASKED, limit)

    assert sum(len(each.replace("…", "").replace(" ", "")) for each in shown) <= limit
