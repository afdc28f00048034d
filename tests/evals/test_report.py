"""The report: one page that stands alone and says what is bad as plainly as what is good."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from evals.reach import REACH, Reach, reach_of
from evals.report import About, about, page
from evals.report_parts import baseline_of, figure, set_section
from evals.report_svg import calibration_svg, curve_svg

WHEN = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
MADE = About(product="1.2", scorer="7", made_at=WHEN, level="local", machine="Linux, 2 cores", embedder="e5")


def metric(value: float | None, low: float | None = None, high: float | None = None, n: int = 10) -> dict[str, Any]:
    """A metric as an eval prints it."""
    return {"value": value, "low": low, "high": high, "n": n}


def a_result(name: str = "tydip", **changes: Any) -> dict[str, Any]:
    """A set's result as the runner gives it."""
    return {
        "name": name,
        "data": name,
        "level": "local",
        "n": 10,
        "metrics": {"ru_auc": metric(0.91, 0.85, 0.95), "ru_accuracy": metric(0.7, 0.6, 0.78)},
        "baseline": {"ru_auc_courtesy_words": metric(0.66, 0.6, 0.7)},
        "seconds": 1.5,
        **changes,
    }


class _Tags(HTMLParser):
    """Notes tags, and whether every opened one is closed."""

    _EMPTY = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self._EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


CALIBRATION = {"name": "p(answered)", "bins": [{"p": 0.1, "share": 0.2, "n": 5}, {"p": 0.9, "share": 1, "n": 9}]}
RESPECT = {"name": "respect", "positive": "not met", "n": 8, "precision": metric(1.0, 0.9, 1.0), "kappa": None}
FULL = a_result(
    details={
        "notes": ["Drawn with seed 0."],
        "calibration": [CALIBRATION],
        "curve": [{"name": "coverage", "x": "share decided", "y": "share wrong", "points": [[0.1, 0], [1, 0.2]]}],
        "criteria": [RESPECT],
        "wrong_ids": [{"name": "respect", "ids": ["case7", "case9"], "n": 12}],
        "false_alarms": [{"id": "case7", "alarms": ["respect: <b>bold</b>"]}],
        "by_kind": {"x": metric(0.5, 0.4, 0.6)},
    }
)


def test_the_page_stands_alone() -> None:
    """Well formed, no script, and nothing is fetched from anywhere."""
    made = page([FULL, a_result("wixqa", metrics={}, baseline={})], MADE)
    tags = _Tags()
    tags.feed(made)

    assert tags.open == []
    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "link", "img", "iframe", "object"}
    fetched = [value for _, given in tags.seen for key, value in given.items() if key in {"src", "href"}]
    assert all(str(value).startswith("#") for value in fetched)
    assert "url(" not in made
    assert "@import" not in made


def test_it_says_with_what_it_was_made() -> None:
    """Version, scorer, date, machine, level, embedder, and the kind of interval."""
    made = page([a_result()], MADE)

    for said in ("1.2", "2026-11-22 08:30 UTC", "Linux, 2 cores", "local", "e5", "2000 draws, seed 0"):
        assert said in made
    here = about("rules", WHEN)
    assert here.level == "rules"
    assert "Python" in here.machine
    assert here.rows()[4] == ["embedder", "none"]


def test_everything_an_eval_says_is_on_the_page() -> None:
    """Figures with baseline and aim beside, drawings, wrong rows by id, notes; text is escaped."""
    made = set_section(FULL)

    for said in (
        "0.910 [0.850, 0.950]",
        "0.660 [0.600, 0.700] <span class=small>courtesy words</span>",
        "≥ 0.88",
        "met, interval reaches below",
        "Drawn with seed 0.",
        "case7, case9 and 10 more",
        "p(answered), n = 14",
        "share wrong",
        "1.000 [0.900, 1.000]",
        "respect: &lt;b&gt;bold&lt;/b&gt;",
        "Genius1237/TyDiP",
        "0.500 [0.400, 0.600]",
    ):
        assert said in made, said
    assert made.count("<svg") == 2


def test_bad_figures_come_first() -> None:
    """The table of aims begins with what misses its aim."""
    made = page([a_result()], MADE)
    aims = made[made.index("<h2>Aims</h2>") : made.index("<section")]

    assert aims.index("ru_accuracy") < aims.index("ru_auc")
    assert "<span class=no>not met</span>" in aims


def test_missing_and_crashed_sets_are_said() -> None:
    """Neither is left out of the page, nor does it stop it."""
    missing = a_result(
        "begin", metrics={}, baseline={}, missing={"what": "data.jsonl is not there", "mend": "get it <here>"}
    )
    crashed = a_result("danetqa", metrics={}, baseline={}, crashed="ValueError: x < y")
    made = page([a_result(), missing, crashed], MADE)

    assert "1 of 3 sets were run. Missing: begin. Crashed: danetqa." in made
    assert "get it &lt;here&gt;" in made
    assert "The eval crashed: ValueError: x &lt; y" in made
    tags = _Tags()
    tags.feed(made)
    assert tags.open == []


def test_ids_may_come_as_a_plain_list_or_by_name() -> None:
    """Evals that name wrong rows more simply are read, too."""
    assert "a, b" in set_section(a_result(details={"wrong_ids": ["a", "b"]}))
    assert "<b>respect</b>: 1. c" in set_section(a_result(details={"wrong_ids": {"respect": ["c"]}}))
    assert "Rows that went wrong" not in set_section(a_result(details={"wrong_ids": []}))


@pytest.mark.parametrize(
    ("reach", "given", "state"),
    [
        (Reach(0.8), metric(0.9, 0.85, 0.95), "met"),
        (Reach(0.8), metric(0.82, 0.75, 0.9), "met, interval reaches below"),
        (Reach(0.8), metric(0.78, 0.7, 0.85), "not met, interval reaches it"),
        (Reach(0.8), metric(0.6, 0.5, 0.7), "not met"),
        (Reach(0.8), metric(None), "not measured"),
        (Reach(0.8), metric(0.8), "met"),
        (Reach(0, at_most=True), metric(0), "met"),
        (Reach(0, at_most=True), metric(1), "not met"),
        (Reach(0.02, at_most=True), metric(0.03, 0.01, 0.05), "not met, interval reaches it"),
        (Reach(0.02, at_most=True), metric(0.01, 0.0, 0.04), "met, interval reaches below"),
    ],
)
def test_whether_an_aim_is_met(reach: Reach, given: dict[str, Any], state: str) -> None:
    """The figure decides, the interval is said beside it, in both directions."""
    assert reach.state(given) == state


def test_aims_hold_for_the_levels_they_are_asked_of() -> None:
    """Meaning is not asked of rules; a bound reads as it is meant."""
    assert reach_of("tydip", "ru_auc", "rules") is None
    local = reach_of("tydip", "ru_auc", "local")
    assert local is not None
    assert local.said() == "≥ 0.88"
    assert REACH["counterfactual"]["flip_rate"].said() == "≤ 0.02"
    assert reach_of("nothing", "auc", "rules") is None


def test_a_baseline_stands_beside_the_figure_it_belongs_to() -> None:
    """The longest key it begins with; a stranger stands alone."""
    keys = ("auc", "auc_low_overlap")

    assert baseline_of("auc_word_overlap", keys) == "auc"
    assert baseline_of("auc_low_overlap_word_overlap", keys) == "auc_low_overlap"
    assert baseline_of("median_seconds", keys) == ""


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (metric(None), "–"),
        (None, "–"),
        (metric(3.0), "3"),
        (metric(0.0), "0"),
        (metric(0.0, 0.0, 0.1), "0.000 [0.000, 0.100]"),
        (metric(259140.0, 100.0, 300000.0), "259140 [100, 300000]"),
        (metric(0.5, None, None), "0.500"),
    ],
)
def test_figures_read_short(given: dict[str, Any] | None, shown: str) -> None:
    """Three digits for shares, whole numbers for counts and seconds."""
    assert figure(given) == shown


def test_drawings_keep_their_points_inside() -> None:
    """Every place lies within the drawing, whatever the values; titles are escaped; no points is an empty frame."""
    drawn = curve_svg({"name": "a < b", "x": "minutes", "y": "share", "points": [[-3, 0], [4000, 0.2], [10, 17]]})
    said = calibration_svg({"name": "p", "bins": [{"p": 0, "share": 1, "n": 1}, {"p": 1, "share": 0, "n": 400}]})

    assert "a &lt; b" in drawn
    for svg in (drawn, said, curve_svg({"name": "none", "points": []}), calibration_svg({"bins": []})):
        for x, y in re.findall(r'cx="(-?[\d.]+)" cy="(-?[\d.]+)"', svg):
            assert 0 <= float(x) <= 300
            assert 0 <= float(y) <= 230
        assert svg.startswith("<svg")
        assert svg.endswith("</svg>")
    assert said.count("<circle") == 2
    assert "n = 401" in said
