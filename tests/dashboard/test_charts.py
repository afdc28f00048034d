"""Charts in words: none stands alone, and what the words say is what is drawn."""

import ast
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts import Drawn, Spot, line_in_words
from dashboard.session import Desk
from dashboard.words import Words

FOLDER = Path(__file__).parents[2] / "dashboard"
PICTURES = ("chart", "pyplot", "graphviz", "map", "pydeck", "image", "plotly", "bokeh")
SPOTS = [
    Spot(start=date(2026, 11, 9), value=52.0, low=38.0, high=66.0, n=1034),
    Spot(start=date(2026, 10, 26), value=61.5, low=50.0, high=72.0, n=20),
    Spot(start=date(2026, 11, 2), value=40.0, low=None, high=None, n=12),
]


def drawing_calls(source: str) -> list[str]:
    """Calls of Streamlit in a module that draw what cannot be read aloud."""
    return [
        node.func.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and any(word in node.func.attr for word in PICTURES)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"st", "streamlit"}
    ]


def test_charts_are_drawn_in_one_place_only() -> None:
    """No page draws past `dashboard.charts.draw`, which never draws without words."""
    drawn = {path.name: calls for path in FOLDER.glob("*.py") if (calls := drawing_calls(path.read_text("utf-8")))}

    assert drawn == {"charts.py": ["altair_chart"]}
    assert drawing_calls("st.line_chart(rows)\nst.image(picture)\nst.markdown(text)") == ["line_chart", "image"]


@pytest.mark.parametrize("lines", [(), ("",), (" ", "\n")])
def test_a_chart_without_words_is_refused(lines: tuple[str, ...]) -> None:
    """It cannot even be made."""
    with pytest.raises(ValueError, match="Среднее"):
        Drawn(chart=None, title="Среднее", lines=lines)


def test_a_line_says_its_last_first_lowest_and_highest_point() -> None:
    """In both languages, dates and numbers by locale, intervals where they are known; nothing of nothing."""
    assert line_in_words("Игорь", SPOTS, Words("ru")) == (
        "Игорь: последнее значение 52,0 [38,0–66,0], с 9 нояб. 2026, n = 1\N{NO-BREAK SPACE}034; "
        "первое 61,5 [50,0–72,0], с 26 окт. 2026; "
        "от 40,0 (с 2 нояб. 2026) до 61,5 (с 26 окт. 2026), всего 3 точки."
    )
    assert line_in_words("", SPOTS[:1], Words("en")) == "last value 52.0 [38.0–66.0], from 9 Nov 2026, n = 1,034."
    assert line_in_words("Анна", [], Words("ru")) == ""


def charts_of(app: AppTest) -> list[dict[str, Any]]:
    """The charts of a page as they are sent to the browser."""
    found = []

    def walk(node: Any) -> None:
        if "vega" in str(getattr(node, "type", "")):
            found.append(json.loads(node.proto.spec))
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app._tree)
    return found


@pytest.mark.parametrize(
    ("module", "state"),
    [
        ("trends_page", {"t_view": "quality"}),
        ("trends_page", {"t_view": "response"}),
        ("my_quality_page", {"quality_view": "trend"}),
    ],
)
def test_every_chart_of_a_page_is_told_in_words(module: str, state: dict[str, str], own_desk: Desk) -> None:
    """As many tellings as charts; each chart carries the same words for screen readers."""

    def script(module: str, desk: object) -> None:
        import importlib

        importlib.import_module(f"dashboard.{module}").render(desk)

    app = AppTest.from_function(script, kwargs={"module": module, "desk": own_desk}, default_timeout=60)
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    charts = charts_of(app)
    told = [item for item in app.expander if item.label == own_desk.words("charts.in_words")]

    assert not app.exception
    assert len(charts) == len(told) == 1
    lines = [text.value for text in told[0].text]
    assert lines
    assert all(line in charts[0]["description"] for line in lines)
    assert "52,0" in lines[0] or "87,0" in lines[0]
