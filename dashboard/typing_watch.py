"""What is being typed into a field, a moment after the last key: Streamlit itself hears of a text when it is left.

F2 puts the cursor behind the text, from anywhere on the page.
"""

from functools import lru_cache
from typing import Any

import streamlit as st

WAIT_MS = 700
_SCRIPT = """
export default function ({ data, setStateValue }) {
  const field = document.querySelector(`.st-key-${data.field} textarea`);
  if (!field) return;
  let timer;
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => setStateValue("typed", field.value), data.wait);
  };
  const enter = (event) => {
    if (event.key !== "F2" || !field.isConnected) return;
    event.preventDefault();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  };
  field.addEventListener("input", typed);
  document.addEventListener("keydown", enter);
  return () => {
    clearTimeout(timer);
    field.removeEventListener("input", typed);
    document.removeEventListener("keydown", enter);
  };
}
"""


@lru_cache(maxsize=1)
def _watch() -> Any:
    return st.components.v2.component("tact_typing_watch", js=_SCRIPT)


def typed_text(key: str, field: str) -> str | None:
    """The text typed last into the text area of that key; None before anything was typed."""
    found = _watch()(key=key, data={"field": field, "wait": WAIT_MS}, on_typed_change=_nothing, height=1)
    typed = getattr(found, "typed", None)
    return typed if isinstance(typed, str) else None


def _nothing() -> None:
    """The fragment is drawn again: that is all."""
