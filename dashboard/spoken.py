"""The page's language: what the browser is told, and how choices survive a switch."""

import json
from datetime import date

import streamlit as st

from dashboard.words import Words

LANGUAGE_CHOICE = "language_choice"
"""The key of the field where the language is chosen."""


_OWN_WORDS = {"stSkipToContent": "app.skip"}
_OWN_LABELS = {
    "stSidebar": "app.sidebar",
    "stSidebarNav": "app.menu",
    "stSidebarCollapseButton": "app.menu_hide",
    "stExpandSidebarButton": "app.menu_show",
}
"""What Streamlit itself says, always in English: by the part of its page that says it."""
_TELL = """<script>
document.documentElement.lang = %s
window.tactOwn = {words: %s, labels: %s}
window.tactTell ??= (() => {
  const part = name => document.querySelectorAll(`[data-testid="${name}"]`)
  const tell = () => {
    for (const [name, text] of Object.entries(window.tactOwn.words))
      for (const one of part(name)) if (one.textContent !== text) one.textContent = text
    for (const [name, text] of Object.entries(window.tactOwn.labels))
      for (const whole of part(name)) {
        const one = whole.matches('[aria-label]') ? whole : whole.querySelector('[aria-label]')
        if (one && one.getAttribute('aria-label') !== text) one.setAttribute('aria-label', text)
      }
  }
  let asked = 0
  new MutationObserver(() => { asked ||= requestAnimationFrame(() => { asked = 0; tell() }) })
    .observe(document.body, {childList: true, subtree: true})
  return tell
})()
window.tactTell()
</script>"""


def tell_browser(language: str) -> None:
    """Set the page's ``lang`` and Streamlit's own words: screen readers go by them, and they are always English."""
    words = Words(language)
    told = [language, *({name: words(key) for name, key in own.items()} for own in (_OWN_WORDS, _OWN_LABELS))]
    with st.container(key="tact_spoken"):
        st.html(_TELL % tuple(json.dumps(each, ensure_ascii=False) for each in told), unsafe_allow_javascript=True)


def switch_language() -> None:
    """Before the page is drawn in another language, set every choice again: a field would keep the old label."""
    for key, value in choices().items():
        if key != LANGUAGE_CHOICE:
            st.session_state[key] = value
    st.session_state["language"] = st.session_state[LANGUAGE_CHOICE]


def choices() -> dict[str, object]:
    """Every choice and text there is, by key: what no field shows in a run is forgotten after it."""
    return {key: value for key, value in st.session_state.items() if isinstance(key, str) and _is_choice(value)}


def _is_choice(value: object) -> bool:
    """A value a field may be given; a button's True or False may not be set."""
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_choice(item) for item in value)
    return isinstance(value, str | int | date) and not isinstance(value, bool)
