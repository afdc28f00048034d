"""Rule kinds: whatever is built from readable parts finds only places inside the text."""

from hypothesis import given
from hypothesis import strategies as st

from tone_of_voice.alerts import CATEGORIES, LEVELS, ToneAlert
from tone_of_voice.check import Checker
from tone_of_voice.pack import Pack, build
from tone_of_voice.profile import ToneProfile
from tone_of_voice.spec import KIND_KEYS, KindName, RuleSpec

_WORDS = (
    "вы не поняли ждите данный данную ё ещё ёлка Заказ ЗАКАЗ посылка e-mail sorry don't карта 14 ! ?! .. , "
    '😀 « » " > http://a.ru х*й'
)
WORDS = st.sampled_from([*_WORDS.split(), "\n", " "])
TEXTS = st.one_of(st.lists(WORDS, max_size=30).map(" ".join), st.text(max_size=120))
PHRASE_WORDS = st.sampled_from(
    ["вы", "не", "ждите", "заказ*", "данн*", "вы|ты", "[ли]", "к_вам", "{заказ}", "{данный:sing}"]
)
PHRASES = (
    st.lists(PHRASE_WORDS, min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda text: text.replace("[ли]", "").strip() != "")
)
PATTERNS = st.sampled_from([r"!+", r"\d+", r"[а-яё]{3,}", r"(?<=\S) {2,}", r"\b", r"x*"])


@st.composite
def specs(draw: st.DrawFn) -> RuleSpec:
    """Any rule of any kind."""
    kind: KindName = draw(st.sampled_from(sorted(KIND_KEYS)))
    phrases = tuple(draw(st.lists(PHRASES, min_size=1, max_size=3)))
    return RuleSpec(
        id="ru-drawn",
        kind=kind,
        category=draw(st.sampled_from(CATEGORIES)),
        level=draw(st.sampled_from(LEVELS)),
        message="{match} {fix} {count} {limit}",
        why="why",
        phrases=phrases,
        patterns=tuple(draw(st.lists(PATTERNS, max_size=2))),
        fix=draw(st.sampled_from([None, "", "это"])),
        safe=draw(st.booleans()),
        swap=dict.fromkeys(phrases, draw(st.sampled_from(["это", "{этот}", "{заказ} тут"]))),
        limit=draw(st.sampled_from([None, 0, 2, "sentence_words_max"])),
        variants=(phrases, ("ждите",)),
        needs=tuple(draw(st.lists(PHRASES, max_size=1))),
        besides=tuple(draw(st.lists(PHRASES, max_size=1))),
        measure=draw(st.sampled_from(["sentence_words", "paragraph_words"])),
        rude=("obscene", "insult"),
        unless=tuple(draw(st.lists(PHRASES, max_size=1))),
        unless_in_sentence=tuple(draw(st.lists(PHRASES, max_size=1))),
        unless_in_reply=tuple(draw(st.lists(PHRASES, max_size=1))),
    )


def _check(spec: RuleSpec, text: str) -> tuple[ToneAlert, ...]:
    profile = ToneProfile(version="1", language="ru", sentence_words_max=5, capital_vy="never")
    return Checker(Pack(language="ru", rules=(build(spec),), briefs=()), profile).check(text)


@given(specs(), TEXTS)
def test_spans_lie_inside_the_text(spec: RuleSpec, text: str) -> None:
    """Whatever the kind, every alert marks a real stretch of the text and quotes it truly."""
    for alert in _check(spec, text):
        assert 0 <= alert.span.start < alert.span.end <= len(text)
        assert text[alert.span.start : alert.span.end] == alert.match
        assert alert.rule_id == "ru-drawn"


@given(specs(), TEXTS)
def test_alerts_come_in_order_and_once(spec: RuleSpec, text: str) -> None:
    """Alerts of one rule never overlap and stand in the order of the text."""
    alerts = _check(spec, text)
    ends = [alert.span.end for alert in alerts]
    starts = [alert.span.start for alert in alerts]
    assert starts == sorted(starts)
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@given(specs(), TEXTS)
def test_a_safe_alert_has_a_fix(spec: RuleSpec, text: str) -> None:
    """No alert calls itself safe without text to put in place."""
    assert all(alert.fix is not None for alert in _check(spec, text) if alert.safe)


def _rule(**keys: object) -> RuleSpec:
    base: dict[str, object] = {"id": "ru-x", "category": "filler", "level": "warning", "message": "{match}", "why": "w"}
    return RuleSpec(**{**base, **keys})  # type: ignore[arg-type]


def test_alone_means_the_whole_reply() -> None:
    """«Ждите» beside a greeting is the whole reply; with a fact beside it it is not."""
    spec = _rule(kind="alone", phrases=("ждите",), besides=("здравствуйте", "[уважаем*] коллеги"))
    assert [alert.match for alert in _check(spec, "Здравствуйте, коллеги! Ждите.")] == ["Ждите"]
    assert _check(spec, "Ждите курьера.") == ()
    assert _check(spec, "Ждите. 14:00") == ()


def test_consistency_marks_the_rarer_variant() -> None:
    """Of two spellings the rarer is marked; of two even ones the later."""
    spec = _rule(kind="consistency", variants=(("e-mail",), ("email",)))
    assert [alert.span.start for alert in _check(spec, "email, e-mail, e-mail")] == [0]
    assert [alert.match for alert in _check(spec, "email, e-mail")] == ["e-mail"]


def test_occurrence_marks_the_first_beyond_the_limit() -> None:
    """With a limit of two the third is marked, and the count is told."""
    spec = _rule(kind="occurrence", phrases=("вы",), limit=2, message="{count} {limit}")
    alerts = _check(spec, "вы вы вы вы")
    assert [(alert.span.start, alert.message) for alert in alerts] == [(6, "4 2")]


def test_conditional_is_quiet_when_the_need_is_met() -> None:
    """«По ссылке» with a link is fine, without one it is not."""
    spec = _rule(kind="conditional", phrases=("по ссылке",), needs_patterns=("https?://",))
    assert _check(spec, "По ссылке https://a.ru") == ()
    assert len(_check(spec, "По ссылке ниже")) == 1


def test_repetition_needs_only_blanks_between() -> None:
    """«Заказ заказ» is a slip, «заказ, заказ» is speech."""
    spec = _rule(kind="repetition", ignore=("да",))
    assert [alert.fix for alert in _check(spec, "Заказ заказ, заказ. Да да")] == ["Заказ"]


def test_length_of_lines_counts_apart() -> None:
    """Items of a list on lines of their own are sentences of their own."""
    spec = _rule(kind="metric", measure="sentence_words")
    assert _check(spec, "один два три четыре\nпять шесть семь восемь") == ()
    assert [alert.match for alert in _check(spec, "Да. Раз два три четыре пять шесть.")] == [
        " Раз два три четыре пять шесть."
    ]
