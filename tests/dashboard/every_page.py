"""What the tests over all pages share: a page drawn as the navigation draws it, and every text that stands on it."""

from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES
from dashboard.session import Desk

CASES = [(name, language) for name in PAGES for language in ("ru", "en")]
_MARKUP = ("body", "label", "icon", "help", "caption")


def draw(name: str, desk: Desk, **state: Any) -> AppTest:
    """Draw a page as the navigation does, problems of the API shown in words."""

    def script(name: str, desk: object) -> None:
        from dashboard.navigation import PAGES, guarded

        guarded(PAGES[name].render, desk)()  # type: ignore[arg-type]

    app = AppTest.from_function(script, kwargs={"name": name, "desk": desk}, default_timeout=60)
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)


def html_texts(app: AppTest) -> list[str]:
    """The bodies of everything drawn as HTML."""
    return [node.proto.body for node in _nodes(app._tree) if getattr(node, "type", "") == "html"]


def markdown_texts(app: AppTest) -> list[str]:
    """Everything the browser reads as Markdown: bodies, labels, help, options of radios and of button groups."""
    found: list[str] = []
    for node in _nodes(app._tree):
        proto, kind = getattr(node, "proto", None), getattr(node, "type", "")
        if proto is None or kind in {"html", "code", "text", "arrow_data_frame"}:
            continue
        found += [value for name in _MARKUP if isinstance(value := getattr(proto, name, None), str) and value]
        expandable = getattr(proto, "expandable", None)
        if expandable is not None and isinstance(getattr(expandable, "label", None), str):
            found.append(expandable.label)
        if kind == "radio":
            found += [*proto.options, *proto.captions]
        if kind in {"button_group", "segmented_control", "pills"}:
            found += [option.content for option in proto.options]
    return found


def says(app: AppTest) -> str:
    """Everything a page says in words of its own, joined."""
    return "\n".join([*html_texts(app), *markdown_texts(app)])
