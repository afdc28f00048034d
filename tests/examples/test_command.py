"""The generator's command line."""

import csv
import json
from pathlib import Path

import pytest

from examples.engine.command import run
from examples.harbor_goods.generate import shop


def test_a_history_is_written_as_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line, the count on the screen."""
    out = tmp_path / "history.jsonl"

    assert run(shop, ["--until", "2026-11-20", "--out", str(out)]) == 0

    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) > 500
    assert rows[0]["brand"] == "harbor_goods"
    assert f"{len(rows)} rows" in capsys.readouterr().err


def test_orders_are_written_as_csv(tmp_path: Path) -> None:
    """A table with a header, one order a row."""
    out = tmp_path / "orders.csv"

    run(shop, ["--until", "2026-11-20T12:00:00-05:00", "--what", "orders", "--out", str(out)])

    with out.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {"number", "status", "item", "total", "payment", "received_at", "delivery", "customer_id"} <= set(rows[0])
    assert len({row["number"] for row in rows}) == len(rows) > 50


def test_a_history_written_as_csv_keeps_its_orders(tmp_path: Path) -> None:
    """An order is JSON in its cell."""
    out = tmp_path / "history.csv"

    run(shop, ["--until", "2026-11-20", "--out", str(out)])

    with out.open(encoding="utf-8", newline="") as handle:
        orders = [row["order"] for row in csv.DictReader(handle) if row["order"]]
    assert all("number" in json.loads(order) for order in orders)


def test_the_truth_goes_to_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file the lines are printed."""
    run(shop, ["--until", "2026-11-20", "--what", "truth", "--seed", "3"])

    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert {"message_id", "operator", "planted", "style"} <= set(first)
