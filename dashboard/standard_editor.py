"""The form of the standard: weights, criteria on and off, targets, critical errors, when rules apply."""

from typing import Any

import streamlit as st

from api.views import StandardView
from dashboard.words import Words

POLICIES = ("confirmed", "candidate", "off")
RULES = {"greeting_gap_hours": (0.0, 1000.0, 1.0), "clarity_words_from": (1.0, 1000.0, 1.0)}
THRESHOLDS = {"min_coverage": (0.0, 1.0, 0.05)}
"""The least, the most and the step of each."""
PILLAR, MINUTES = (0.0, 100.0, 5.0), (1.0, 100_000.0, 1.0)
_Span = tuple[float, float, float]


def tables(standard: StandardView, words: Words) -> dict[str, Any]:
    """The form's fields; gives the tables that differ from the standard in force."""
    labels = {line.pillar: line.pillar_label or line.pillar for line in standard.lines}
    found: dict[str, Any] = {}
    st.markdown(f"**{words('trial.pillars')}**")
    found["pillars"] = _numbers(
        standard.pillars, {name: labels.get(name, name) for name in standard.pillars}, "p", PILLAR
    )
    st.markdown(f"**{words('trial.targets')}**")
    channels = {name: words(f"channel.{name}") for name in standard.targets}
    minutes = _numbers({name: float(value) for name, value in standard.targets.items()}, channels, "t", MINUTES)
    found["targets"] = {name: int(value) for name, value in minutes.items()}
    st.markdown(f"**{words('trial.weights')}**")
    st.caption(words("trial.weights_help"))
    found["weights"] = _weights(standard, words)
    st.markdown(f"**{words('trial.not_asked')}**")
    st.caption(words("trial.not_asked_help"))
    found["not_asked"] = _left_out(standard, words)
    st.markdown(f"**{words('trial.critical')}**")
    found["critical"] = _critical(standard, words)
    st.markdown(f"**{words('trial.applies')}**")
    for name, spans in (("rules", RULES), ("thresholds", THRESHOLDS)):
        found[name] = _amounts(standard, name, spans, words)
    return {name: table for name, table in found.items() if table}


def _numbers(values: dict[str, float], labels: dict[str, str], prefix: str, span: _Span) -> dict[str, float]:
    """A row of numbers; gives those that were changed."""
    changed = {}
    for column, (name, value) in zip(st.columns(max(1, len(values))), values.items(), strict=False):
        entered = column.number_input(
            labels[name], min_value=span[0], max_value=span[1], value=float(value), step=span[2], format="%g",
            key=f"trial_{prefix}_{name}",
        )  # fmt: skip
        if entered != value:
            changed[name] = float(entered)
    return changed


def _weights(standard: StandardView, words: Words) -> dict[str, float]:
    """A table of all criteria: what does not count has the weight 0 and stays visible as advice."""
    rows = [
        {"code": line.criterion, "pillar": line.pillar_label or line.pillar, "name": line.label,
         "counts": line.weight > 0, "weight": float(line.weight)}
        for line in standard.lines
    ]  # fmt: skip
    columns = {  # in a narrow window the first ones are seen without scrolling
        "name": st.column_config.TextColumn(words("trial.criterion"), disabled=True),
        "counts": st.column_config.CheckboxColumn(words("trial.counts"), width="small"),
        "weight": st.column_config.NumberColumn(
            words("trial.weight"), min_value=0.0, max_value=100.0, step=0.5, format="%g", width="small"
        ),
        "pillar": st.column_config.TextColumn(words("trial.pillar"), disabled=True),
    }
    edited = _table(rows, columns, "trial_weights")
    return changed_weights({line.criterion: line.weight for line in standard.lines}, edited)


def _table(rows: list[dict[str, Any]], columns: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """A table to edit, whole and with these columns only."""
    edited: list[dict[str, Any]] = st.data_editor(
        rows, column_config=columns, column_order=list(columns), hide_index=True, width="stretch", height="content",
        key=key,
    )  # fmt: skip
    return edited


def changed_weights(before: dict[str, float], rows: list[dict[str, Any]]) -> dict[str, float]:
    """Criterion → its new weight, for those whose weight or switch was changed.

    >>> changed_weights({"a": 5, "b": 0}, [{"code": "a", "counts": False, "weight": 5},
    ...                                    {"code": "b", "counts": True, "weight": 0}])
    {'a': 0.0, 'b': 1.0}
    """
    changed = {}
    for row in rows:
        weight = float(row["weight"] or 0)
        was = float(before[row["code"]])
        if not row["counts"] and was > 0 and weight == was:
            weight = 0.0  # switched off
        elif row["counts"] and not was and not weight:
            weight = 1.0  # switched on: a weight to begin with
        if weight != was:
            changed[row["code"]] = weight
    return changed


def _left_out(standard: StandardView, words: Words) -> dict[str, dict[str, list[str]]]:
    """A table of the criteria that need not be asked everywhere: the channels and topics each is left out of."""
    before: dict[str, dict[str, list[str]]] = standard.data.get("not_asked", {})
    rows = [
        {"code": line.criterion, "name": line.label, **_places(before.get(line.criterion, {}))}
        for line in standard.lines
        if not line.always
    ]
    choose = st.column_config.MultiselectColumn
    columns = {
        "name": st.column_config.TextColumn(words("trial.criterion"), disabled=True),
        "channels": choose(
            words("trial.not_channels"), options=list(standard.targets),
            format_func=lambda one: words(f"channel.{one}"), width="medium",
        ),
        "topics": choose(
            words("trial.not_topics"), options=list(standard.topics), format_func=standard.topics.__getitem__,
            width="medium",
        ),
    }  # fmt: skip
    edited = _table(rows, columns, "trial_not_asked")
    return changed_places(before, edited)


def _places(where: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: list(where.get(name) or ()) for name in ("channels", "topics")}


def changed_places(
    before: dict[str, dict[str, list[str]]], rows: list[dict[str, Any]]
) -> dict[str, dict[str, list[str]]]:
    """Criterion → where it is no longer asked for, for those whose choice was changed; empty lists: asked everywhere.

    >>> changed_places({"greeting": {"channels": ["chat"]}}, [{"code": "greeting", "channels": [], "topics": None},
    ...                                                        {"code": "name", "channels": None, "topics": []}])
    {'greeting': {'channels': [], 'topics': []}}
    """
    changed = {}
    for row in rows:
        now = _places(row)
        was = _places(before.get(row["code"], {}))
        if any(set(now[name]) != set(was[name]) for name in now):
            changed[row["code"]] = now
    return changed


def _critical(standard: StandardView, words: Words) -> dict[str, str]:
    policies: dict[str, str] = standard.data.get("critical", {})
    changed = {}
    columns = st.columns(3)
    for place, (code, policy) in enumerate(policies.items()):
        chosen = columns[place % 3].selectbox(
            standard.critical_labels.get(code) or standard.critical.get(code, code), POLICIES,
            index=POLICIES.index(policy), format_func=lambda one: words(f"trial.policy_{one}"), key=f"trial_c_{code}",
        )  # fmt: skip
        if chosen != policy:
            changed[code] = chosen
    return changed


def _amounts(standard: StandardView, table: str, spans: dict[str, _Span], words: Words) -> dict[str, float]:
    """When a rule applies; whole numbers stay whole."""
    known = {name: value for name, value in standard.data.get(table, {}).items() if name in spans}
    changed: dict[str, float] = {}
    for name, value in known.items():
        entered = st.number_input(
            words(f"trial.{name}"), min_value=spans[name][0], max_value=spans[name][1], value=float(value),
            step=spans[name][2], format="%g", key=f"trial_{table}_{name}",
        )  # fmt: skip
        if entered != float(value):
            changed[name] = int(entered) if name == "clarity_words_from" else float(entered)
    return changed
