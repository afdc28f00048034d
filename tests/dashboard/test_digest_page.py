"""The page of the digest over the real API: the week, where it goes, what did not arrive."""

import pytest
from streamlit.testing.v1 import AppTest

from api.client import ApiProblem
from dashboard.session import Desk
from dashboard.words import Words
from reply_core.directory import OperatorInfo, save_operators
from tests.api.conftest import Desk as Shop
from tests.api.conftest import clock, desk, make_desk, run, settings  # noqa: F401  (fixtures)
from tests.dashboard.every_page import draw, html_texts

HOOK = "https://hooks.slack.com/services/T0/B0/verysecret"


def page(shop: Shop, who: str = "lead", language: str = "ru") -> AppTest:
    """The page as somebody sees it."""
    client = shop.as_(who, language)
    return draw("digest", Desk(client=client, me=client.me(), words=Words(language)))


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_week_reads_as_it_is_sent(desk: Shop, language: str) -> None:  # noqa: F811
    """Title, sections and foot of the digest, in the language of the page, and its shapes under it."""
    words, sent = Words(language), desk.as_("lead", language).digest()
    app = page(desk, language=language)
    shown = "\n".join(html_texts(app))

    assert not app.exception
    assert sent.title in shown
    assert all(section.heading in shown and all(line in shown for line in section.lines) for section in sent.sections)
    assert sent.foot in shown
    assert app.code[0].value.strip() == sent.text.strip()
    assert [tab.label for tab in app.tabs] == [words("digest.as_text"), "Slack", "Telegram"]
    assert [item.value for item in app.info] == [words("digest.no_targets")]


def test_the_week_is_composed_once_until_it_is_asked_for_again(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Pressing about on the page does not compose it anew; "refresh" and another team do."""

    async def add() -> None:
        async with desk.sessions.begin() as session:
            await save_operators(session, [OperatorInfo(id="igor", name="Игорь", team="Чаты")])

    run(add())
    asked: list[str] = []
    kept = type(desk.as_("lead")).digest

    def counting(self: object, *, team: str = "", **more: str) -> object:
        asked.append(team)
        return kept(self, team=team, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(desk.as_("lead")), "digest", counting)
    app = page(desk)
    app.selectbox(key="digest_shape").set_value("telegram").run()
    assert asked == [""]
    press(app, Words("ru")("app.refresh"))
    app.selectbox(key="digest_team").set_value("Чаты").run()
    assert asked == ["", "", "Чаты"]


def test_a_target_is_added_tried_and_removed(desk: Shop) -> None:  # noqa: F811
    """A webhook is listed without its secret; what went wrong with the last one stands beside it; then it is gone."""
    words, app = Words("ru"), page(desk)
    app.selectbox(key="digest_shape").set_value("slack")
    app.text_input(key="digest_address").set_value(f" {HOOK} ")
    press(app, words("digest.add"))

    (target,) = desk.as_("lead").digest_targets().items
    assert target.shape == "slack"
    texts = [item.value for item in app.text]
    assert target.address in texts
    assert "verysecret" not in "".join(texts)
    press(app, words("digest.remove"))
    assert desk.as_("lead").digest_targets().items == ()
    assert [item.value for item in app.info] == [words("digest.no_targets")]


def test_an_address_that_will_not_do_is_said_with_the_cure(desk: Shop) -> None:  # noqa: F811
    """The API's own words stand on the page; nothing is added."""
    app = page(desk)
    app.selectbox(key="digest_shape").set_value("slack")
    app.text_input(key="digest_address").set_value("http://hooks.slack.com/x")
    press(app, Words("ru")("digest.add"))

    with pytest.raises(ApiProblem) as refused:
        desk.as_("lead").add_digest_target({"kind": "webhook", "shape": "slack", "address": "http://hooks.slack.com/x"})
    assert len(app.error) == 1
    assert refused.value.detail in app.error[0].value
    assert refused.value.mend in app.error[0].value
    assert desk.as_("lead").digest_targets().items == ()
