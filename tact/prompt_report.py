"""Versions of a prompt side by side, for the console and as one HTML file without anything from outside."""

from collections.abc import Callable, Sequence
from html import escape

from rich.table import Table

from drafting.prompt_trials import CaseResult, Summary

_ROWS: tuple[tuple[str, Callable[[Summary], str]], ...] = (
    ("cases", lambda one: str(one.n)),
    ("drafts (by the model)", lambda one: f"{one.drafts} ({one.by_model})"),
    ("outcome as it should be", lambda one: f"{one.right_kind} of {one.n}"),
    ("sentences borne out", lambda one: _share(one.supported, one.said)),
    ("facts kept", lambda one: _share(one.facts_kept)),
    ("asks answered", lambda one: _share(one.asks_answered)),
    ("wrong facts shown", lambda one: str(one.wrong)),
    ("voice alerts", lambda one: str(one.alerts)),
    ("failures of the model", lambda one: str(one.failures)),
    ("tokens a case", lambda one: f"{one.tokens:.0f}"),
    ("ms a case", lambda one: f"{one.ms:.0f}"),
)
_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:1100px;padding:0 1rem;color:#1c1c1c}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #c9c9c9;padding:.35rem .6rem;text-align:left;"
    "vertical-align:top}section{border-top:2px solid #444;margin-top:2rem}.side{display:flex;gap:1rem;flex-wrap:wrap}"
    ".side>div{flex:1 1 440px;border:1px solid #c9c9c9;padding:.6rem .9rem}.text{white-space:pre-wrap}"
    ".bad{border-left:4px solid #a40000;padding-left:.5rem}.small{color:#555;font-size:13px}"
)


def table_of(name: str, found: Sequence[Summary]) -> Table:
    """The summary for the console."""
    table = Table(title=f"{name}: {found[0].n if found else 0} cases")
    table.add_column("")
    for one in found:
        table.add_column(f"v{one.version}", justify="right")
    for label, said in _ROWS:
        table.add_row(label, *(said(one) for one in found))
    return table


def html_of(name: str, model: str, found: Sequence[Summary], results: Sequence[CaseResult]) -> str:
    """The whole report: the summary, then every case with the versions side by side."""
    heads = "".join(f"<th>v{one.version}</th>" for one in found)
    rows = "".join(
        f"<tr><th>{escape(label)}</th>{''.join(f'<td>{escape(said(one))}</td>' for one in found)}</tr>"
        for label, said in _ROWS
    )
    cases = "".join(
        f"<section><h2>{escape(case)}</h2><div class=side>"
        f"{''.join(_case(one) for one in results if one.case == case)}</div></section>"
        for case in dict.fromkeys(one.case for one in results)
    )
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(name)}</title><style>{_STYLE}</style>"
        f"<h1>{escape(name)}</h1><p class=small>Model: {escape(model)}. Quality is what the verifier says of every "
        f"sentence; “wrong facts shown” counts what reached the draft.</p>"
        f"<table><tr><th></th>{heads}</tr>{rows}</table>{cases}</html>\n"
    )


def _case(one: CaseResult) -> str:
    spent = (
        f"{one.calls} calls, {one.tokens} tokens, {one.ms} ms, asks answered {one.answered} of {one.asks}, "
        f"voice alerts {one.alerts}"
    )
    told = [
        f"<h3>v{one.version} · {escape(one.kind)}{'' if one.right_kind else ' (not as it should be)'}</h3>",
        f"<p class=text>{escape(one.text) or '—'}</p>",
        _list("Refused by the check", one.refused),
        _list("Facts missing", one.missing),
        _list("Wrong in the draft", one.wrong, bad=True),
        _list("Notes", one.notes),
        f"<p class=small>{escape(one.note)} {spent}</p>",
    ]
    return f"<div>{''.join(told)}</div>"


def _list(title: str, items: Sequence[str], *, bad: bool = False) -> str:
    if not items:
        return ""
    told = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<div{' class=bad' if bad else ''}><b>{escape(title)}</b><ul>{told}</ul></div>"


def _share(value: float | None, n: int | None = None) -> str:
    if value is None:
        return "—"
    return f"{value:.0%}" + (f" of {n}" if n is not None else "")
