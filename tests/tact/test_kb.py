"""`tact kb`: importing with what is told of all files, and the report on contradictions."""

import json
from pathlib import Path

import pytest

from tact.knowledge import import_files, show_twins


def test_files_go_in_and_contradictions_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad row is named, the told date holds for the rest, and two terms of one thing stand side by side."""
    monkeypatch.setenv("TACT_DATA_DIR", str(tmp_path))
    table = tmp_path / "faq.csv"
    table.write_text(
        "Номер;Вопрос;Ответ;Действует до\n"
        "a;Возврат люльки;Вернуть люльку можно в течение 14 дней.;\n"
        "b;Люльки: возврат;Вернуть люльку можно в течение 30 дней.;\n"
        "c;Акция;Скидка.;31.02.2026\n",
        "utf-8",
    )

    import_files([table], told={"valid_until": "31.12.2199"}, brand="", as_json=True)
    report = json.loads(capsys.readouterr().out)
    show_twins(brand="", as_json=True)
    twins = json.loads(capsys.readouterr().out)
    show_twins(brand="", as_json=False)

    assert (report["new"], report["affected"]) == (2, {"sent": 0, "open": 0})
    assert [one["line"] for one in report["problems"]] == [4]
    assert [sorted(pair["values"]) for pair in twins["contradictions"]] == [["14 дней", "30 дней"]]
    assert "Вернуть люльку можно в течение 30 дней." in capsys.readouterr().out
