"""The parts of the report: tables of figures, criteria, drawings and rows that went wrong, as HTML."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from evals.reach import Reach, reach_of
from evals.report_svg import calibration_svg, curve_svg
from evals.sources import SOURCES

_DRAWN = frozenset({"calibration", "curve", "criteria", "wrong_ids", "notes"})
_CRITERION_WORDS = frozenset({"name", "positive", "n"})
_MOST_ROWS = 60
_STATES = {"met": "yes", "met, interval reaches below": "yes", "not met, interval reaches it": "near", "not met": "no"}


def figure(metric: Mapping[str, Any] | None) -> str:
    """A metric as "0.83 [0.79, 0.87]"; a dash where it could not be computed."""
    if metric is None or metric.get("value") is None:
        return "–"
    value = float(metric["value"])
    if metric.get("low") is None or metric.get("high") is None:
        return str(int(value)) if value == int(value) else _number(value)
    return f"{_number(value)} [{_number(float(metric['low']))}, {_number(float(metric['high']))}]"


def set_section(result: Mapping[str, Any]) -> str:
    """One set: its source, its figures with baseline and aim, and what its eval says besides."""
    name, details = str(result["name"]), result.get("details") or {}
    parts = [f'<section id="{escape(name)}"><h2>{escape(name)}</h2>', _origin(name)]
    if "missing" in result:
        missing = result["missing"]
        said = f"Not run: {missing['what']}. {missing['mend']}"
        return "".join([*parts, f"<p class=bad>{escape(said)}</p></section>"])
    if "crashed" in result:
        return "".join([*parts, f"<p class=bad>The eval crashed: {escape(str(result['crashed']))}</p></section>"])
    parts.append(f"<p>n = {result['n']}, level {escape(result['level'])}, {result['seconds']} s.</p>")
    parts += [f"<p>{escape(str(note))}</p>" for note in details.get("notes", ())]
    parts.append(_metrics(result))
    if details.get("criteria"):
        parts.append(_criteria(details["criteria"]))
    drawings = [calibration_svg(item) for item in details.get("calibration", ())]
    drawings += [curve_svg(item) for item in details.get("curve", ())]
    if drawings:
        parts.append(f"<div class=drawings>{''.join(drawings)}</div>")
    parts.append(_wrong(details.get("wrong_ids")))
    parts += [_other(key, value) for key, value in details.items() if key not in _DRAWN]
    return "".join([*parts, "</section>"])


def aims(results: Sequence[Mapping[str, Any]]) -> str:
    """All figures that have an aim, in one table, those that miss it first."""
    order = {"not met": 0, "not measured": 1, "not met, interval reaches it": 2, "met, interval reaches below": 3}
    found = []
    for result in results:
        for key, metric in result["metrics"].items():
            reach = reach_of(str(result["name"]), key, str(result["level"]))
            if reach is not None:
                found.append((order.get(reach.state(metric), 4), str(result["name"]), key, metric, reach))
    rows = [
        [_link(name), escape(key), figure(metric), str(metric["n"]), reach.said(), _state(reach, metric)]
        for _, name, key, metric, reach in sorted(found, key=lambda item: item[0])
    ]
    return table(("set", "figure", "measured [95 %]", "n", "aim", "met"), rows)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already; nothing for no rows."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return ""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def baseline_of(key: str, metrics: Iterable[str]) -> str:
    """The metric a baseline belongs to: the longest whose key the baseline's key begins with; "" for none."""
    return max((name for name in metrics if key == name or key.startswith(f"{name}_")), key=len, default="")


def _link(name: str) -> str:
    return f'<a href="#{escape(name)}">{escape(name)}</a>'


def _origin(name: str) -> str:
    source = SOURCES.get(name)
    if source is None:
        return ""
    said = f"{source.languages}: {source.measures}. {source.origin}. Licence: {source.licence}."
    return f"<p class=small>{escape(said)}</p>"


def _metrics(result: Mapping[str, Any]) -> str:
    metrics, baseline = result["metrics"], result["baseline"]
    beside: dict[str, list[str]] = {key: [] for key in metrics}
    alone = []
    for key, metric in baseline.items():
        owner = baseline_of(key, metrics)
        words = key.removeprefix(owner).strip("_").replace("_", " ")
        if owner:
            beside[owner].append(f"{figure(metric)} <span class=small>{escape(words)}</span>")
        else:
            alone.append([f"{escape(key)} <span class=small>baseline</span>", figure(metric), str(metric["n"]), "", ""])
    rows = []
    for key, metric in metrics.items():
        reach = reach_of(str(result["name"]), key, str(result["level"]))
        aim = f"{reach.said()} {_state(reach, metric)}" if reach else ""
        rows.append([escape(key), figure(metric), str(metric["n"]), "<br>".join(beside[key]), aim])
    return table(("figure", "measured [95 %]", "n", "baseline [95 %]", "aim"), [*rows, *alone])


def _state(reach: Reach, metric: Mapping[str, Any]) -> str:
    state = reach.state(metric)
    return f"<span class={_STATES.get(state, 'no')}>{escape(state)}</span>"


def _criteria(entries: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for entry in entries for key in entry if key not in _CRITERION_WORDS))
    rows = [
        [escape(str(entry["name"])), escape(str(entry.get("positive", ""))), str(entry.get("n", ""))]
        + [_cell(entry.get(column)) for column in columns]
        for entry in entries
    ]
    return table(("criterion", "positive class", "n", *(column.replace("_", " ") for column in columns)), rows)


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return figure(value)
    if value is None:
        return "–"
    return escape(_number(value) if isinstance(value, float) else str(value))


def _wrong(entries: Any) -> str:
    if not entries:
        return ""
    if isinstance(entries, Mapping):
        entries = [{"name": key, "ids": ids} for key, ids in entries.items()]
    elif not isinstance(entries[0], Mapping):
        entries = [{"name": "rows", "ids": entries}]
    lines = []
    for entry in entries:
        ids = [str(one) for one in entry["ids"]]
        total = int(entry.get("n", len(ids)))
        more = f" and {total - len(ids)} more" if total > len(ids) else ""
        lines.append(f"<p class=small><b>{escape(str(entry['name']))}</b>: {total}. {escape(', '.join(ids))}{more}</p>")
    return f"<h3>Rows that went wrong</h3>{''.join(lines)}"


def _other(key: str, value: Any) -> str:
    """What an eval says in a shape of its own: lists of records as a table, the rest as words."""
    title = f"<h3>{escape(key.replace('_', ' '))}</h3>"
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        columns = list(dict.fromkeys(name for item in value for name in item))
        rows = [[_cell_of(item.get(column)) for column in columns] for item in value[:_MOST_ROWS]]
        more = f"<p class=small>and {len(value) - _MOST_ROWS} more</p>" if len(value) > _MOST_ROWS else ""
        return f"{title}{table(columns, rows)}{more}"
    if isinstance(value, Mapping):
        return title + table(("", ""), [[escape(str(name)), _cell_of(item)] for name, item in value.items()])
    return f"{title}<p class=small>{escape('none' if value in ([], (), '') else str(value))}</p>"


def _cell_of(value: Any) -> str:
    if isinstance(value, Mapping) and "value" in value:
        return figure(value)
    if isinstance(value, list | tuple):
        return escape(", ".join(str(item) for item in value))
    return _cell(value) if not isinstance(value, Mapping) else escape(str(dict(value)))


def _number(value: float) -> str:
    if value == int(value) and abs(value) >= 2:
        return str(int(value))
    return f"{value:.3f}" if abs(value) < 100 else f"{value:.0f}"
