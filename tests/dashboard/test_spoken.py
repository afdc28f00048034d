"""The choice of a language, pressed in the sidebar: fields keep what was chosen and speak the new language."""

from streamlit.testing.v1 import AppTest


def script() -> None:
    """A page with a kept field, a text, a button and a tick, below the choice of the language."""
    import streamlit as st

    from dashboard.session import language
    from dashboard.spoken import LANGUAGE_CHOICE, switch_language

    st.segmented_control("Язык", ("ru", "en"), default=language(), key=LANGUAGE_CHOICE, on_change=switch_language)
    names = {"ru": {"": "Все", "a": "Анна"}, "en": {"": "All", "a": "Anna"}}[language()]
    st.selectbox("кто", ["", "a"], format_func=names.__getitem__, key="who")
    st.text_area("текст", key="text")
    st.button("кнопка", key="pressed")
    st.checkbox("галочка", key="ticked")


def test_choices_survive_a_switch_of_language() -> None:
    """The same person stays chosen, the words are in the new language, what was typed is still there."""
    app = AppTest.from_function(script).run()
    app.selectbox(key="who").set_value("a")
    app.text_area(key="text").set_value("черновик")
    app.checkbox(key="ticked").check()
    app.run()

    app.segmented_control(key="language_choice").set_value("en").run()

    assert not app.exception
    assert app.selectbox(key="who").value == "a"
    assert app.selectbox(key="who").options == ["All", "Anna"]
    assert app.text_area(key="text").value == "черновик"
    assert app.checkbox(key="ticked").value
    assert app.selectbox(key="who").proto.set_value
