"""The house's colours: readable everywhere they are put, the same wherever they are written, never the only sign."""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard.figures import BLUE, GREY
from dashboard.marked import STYLE, TONES, Mark, marked
from dashboard.theme import BAD, GOOD, INK, PANEL, PAPER, PARTLY, PRIMARY, QUESTION, THEME
from reply_core.settings import load_settings
from tact.serving import dashboard_command

ROOT = Path(__file__).parents[2]
READABLE, SEEN = 4.5, 3.0
"""WCAG 2.2 AA: text against its ground, and what is no text (lines of charts, focus) against its ground."""
SURFACES = {"page": PAPER, "sidebar and fields": PANEL}
TEXTS = {"text": INK, "link": PRIMARY, "good": GOOD, "partly": PARTLY, "bad": BAD, "quiet": QUESTION}
NAMED = ("green", "yellow", "orange", "red", "blue", "gray")


def rgb(color: str) -> tuple[float, float, float]:
    """`#rrggbb` → parts of 0–1."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def over(color: tuple[float, ...], alpha: float, ground: str) -> tuple[float, ...]:
    """A colour laid over a ground, as browsers do it."""
    return tuple(alpha * part + (1 - alpha) * below for part, below in zip(color, rgb(ground), strict=True))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Contrast ratio of WCAG 2.2, 1–21."""

    def luminance(color: tuple[float, ...]) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    """The measure itself: both ends of the scale."""
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21)
    assert contrast(rgb("#777777"), rgb("#777777")) == pytest.approx(1)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("surface", SURFACES)
def test_every_text_is_readable_on_every_ground(text: str, surface: str) -> None:
    """Texts, links, quiet words and words in a verdict's colour, on the page and in the sidebar."""
    assert contrast(rgb(TEXTS[text]), rgb(SURFACES[surface])) >= READABLE


def test_white_is_readable_on_primary_buttons() -> None:
    """The words of a primary button are white."""
    assert contrast(rgb("#ffffff"), rgb(PRIMARY)) >= READABLE


@pytest.mark.parametrize("name", NAMED)
def test_notices_and_badges_are_readable(name: str) -> None:
    """Text of a colour on its own ground, and on the page."""
    text = rgb(THEME[f"{name}TextColor"])

    assert contrast(text, rgb(THEME[f"{name}BackgroundColor"])) >= READABLE
    assert contrast(text, rgb(PAPER)) >= READABLE


@pytest.mark.parametrize("tone", TONES)
def test_marks_are_readable(tone: str) -> None:
    """Ink and the mark's own words on the mark's ground, on the page and in an outgoing bubble."""
    found = re.search(rf"mark\.tact\.{tone} {{ background: rgba\((\d+),(\d+),(\d+),([\d.]+)\)", STYLE)
    assert found
    ground, alpha = tuple(int(found[at]) / 255 for at in (1, 2, 3)), float(found[4])
    own = {"good": GOOD, "partly": PARTLY, "bad": BAD, "question": QUESTION, "source": PRIMARY}[tone]
    for below in (PAPER, PANEL):
        marked_ground = over(ground, alpha, below)
        assert contrast(rgb(INK), marked_ground) >= READABLE
        assert contrast(rgb(own), marked_ground) >= READABLE


def test_lines_of_charts_and_the_focus_are_seen() -> None:
    """What is no text needs three to one; the focus is drawn in the primary colour."""
    assert contrast(rgb(BLUE), rgb(PAPER)) >= SEEN
    assert contrast(over(rgb(GREY), 0.7, PAPER), rgb(PAPER)) >= SEEN
    assert re.search(r":focus-visible {[^}]*outline: 3px solid var\(--tact-source\)", STYLE)


def test_the_sheet_the_flags_and_the_file_say_the_same() -> None:
    """The style sheet's variables, Streamlit's flags and `.streamlit/config.toml` come from one table."""
    variables = dict(re.findall(r"--tact-(\w+):(#\w+)", STYLE))
    file = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    command = dashboard_command(load_settings())

    assert variables == {"good": GOOD, "partly": PARTLY, "bad": BAD, "question": QUESTION, "source": PRIMARY}
    assert file["theme"] == THEME
    for name, value in THEME.items():
        assert command[command.index(f"--theme.{name}") + 1] == value


def test_a_mark_has_a_line_below_besides_its_colour() -> None:
    """Colour is never the only sign: every mark is underlined and may carry its words."""
    assert re.search(r"mark\.tact {[^}]*border-bottom: 2px solid", STYLE)
    assert "<sup>Срок</sup>" in marked("Ждите", (Mark(start=0, end=5, tone="bad", label="Срок"),))


def test_no_page_asks_the_network_for_anything() -> None:
    """No address of a font, a script or a picture stands in the style sheet or the theme."""
    assert not re.search(r"url\(|@import|https?:", STYLE)
    assert not any("http" in value for value in THEME.values())
