"""The sign-in form over the real API: by key, refused, held up, after an ended session, in both languages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from api.client import TactClient
from dashboard.session import language
from dashboard.words import Words
from reply_core.clock import FixedClock
from tests.api.conftest import Desk as Shop
from tests.api.conftest import clock, desk, make_desk, settings  # noqa: F401  (fixtures)

RU, EN = Words("ru"), Words("en")


@pytest.fixture
def door(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:  # noqa: F811
    """The form, or, for whoever is signed in, the name; its client reaches the shop's API."""

    def client(_: str, key: str = "", *, language: str = "ru", **__: Any) -> TactClient:
        return TactClient("http://testserver.local", key, language=language, http=desk.web)

    monkeypatch.setattr("dashboard.session.TactClient", client)
    monkeypatch.setattr("dashboard.signing_in._door", lambda: client("", language=language()))

    def script() -> None:
        import streamlit as st

        from dashboard.session import sign_out, signed_in
        from dashboard.signing_in import sign_in_again, sign_in_form

        found = signed_in()
        if found is None:
            sign_in_form()
            return
        st.text(f"{found.me.name}, {found.me.role}")
        st.text_area("text", key="typed")
        if st.session_state.get("beside"):
            sign_in_again()
        if st.button("out"):
            sign_out()

    def opened(**state: Any) -> AppTest:
        app = AppTest.from_function(script, default_timeout=60)
        for name, value in state.items():
            app.session_state[name] = value
        return app.run()

    return opened


def enter(app: AppTest, key: str) -> AppTest:
    """Type a key and press the button of the form."""
    app.text_input[0].set_value(key)
    return app.button[0].click().run()


@pytest.mark.parametrize("words", [RU, EN])
def test_a_key_lets_in_and_out(door: Callable[..., AppTest], words: Words) -> None:
    """Title, field and button in the language chosen; the key goes, a session's token stays; out means the form."""
    app = door(language=words.language)
    assert app.title[0].value == words("app.sign_in_title")
    assert app.text_input[0].label == words("app.sign_in_key")
    assert app.button[0].label == words("app.sign_in")
    assert app.caption[0].value == words("app.sign_in_help")

    enter(app, " key-anna ")

    assert not app.exception
    assert app.text[0].value.endswith("operator")
    assert app.session_state["token"].startswith("tacts_")
    app.button[0].click().run()
    assert app.title[0].value == words("app.sign_in_title")
    assert "token" not in app.session_state


@pytest.mark.parametrize("words", [RU, EN])
def test_a_wrong_key_is_said_with_the_cure(door: Callable[..., AppTest], words: Words) -> None:
    """The form stays, the refusal stands under it, and nothing is signed in; so for no key at all."""
    app = enter(door(language=words.language), "guess")
    assert [item.value for item in app.error] == [words("app.wrong_key")]
    assert "token" not in app.session_state

    enter(app, "  ")
    assert [item.value for item in app.error] == [words("app.sign_in_empty")]


def test_who_tries_too_often_is_told_how_long_to_wait(door: Callable[..., AppTest], clock: FixedClock) -> None:  # noqa: F811
    """After ten refusals even the right key waits; then it opens."""
    app = door()
    for number in range(10):
        enter(app, f"guess-{number}")

    enter(app, "key-anna")
    assert "300" in app.error[0].value
    clock.advance(timedelta(minutes=5, seconds=1))
    enter(app, "key-anna")
    assert not app.error
    assert app.text[0].value.endswith("operator")


def test_a_session_that_ended_is_said_and_typed_words_wait(door: Callable[..., AppTest]) -> None:
    """The form says why one is asked again; the same person finds the text, another does not."""
    app = door(over=True, owner=("Анна", "operator", "anna"), kept={"typed": "Здравствуйте"})
    assert [item.value for item in app.info] == [RU("app.session_over")]
    assert enter(app, "key-lead").text_area[0].value == ""

    again = enter(door(), "key-anna")
    owner = again.session_state["owner"]
    app = door(over=True, owner=owner, kept={"typed": "Здравствуйте"})
    assert enter(app, "key-anna").text_area[0].value == "Здравствуйте"


def test_the_form_beside_an_open_page_keeps_it(door: Callable[..., AppTest]) -> None:
    """Where a session ends under a page, a small form stands beside it; a wrong key is said there."""
    app = enter(door(), "key-anna")
    app.session_state["beside"] = True
    app.run()

    assert [item.value for item in app.warning] == [RU("app.session_over_here")]
    app.text_input[0].set_value("guess")
    app.button[0].click().run()
    assert [item.value for item in app.error] == [RU("app.wrong_key")]
    assert app.text[0].value.endswith("operator")


def test_a_server_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The form is there all the same, and pressing says what to start."""
    monkeypatch.setattr("dashboard.signing_in._door", lambda: TactClient("http://127.0.0.1:9"))

    def script() -> None:
        from dashboard.signing_in import sign_in_form

        sign_in_form()

    app = enter(AppTest.from_function(script, default_timeout=60).run(), "key-anna")

    assert not app.exception
    assert [item.value for item in app.error] == [RU("app.no_server")]
