"""`tact prompts`: golden cases over versions with a scripted model, the report, and refusals in words."""

import json
import re
from pathlib import Path

import pytest

from drafting.golden import SHIPPED, GoldenShop, read_golden
from drafting.prompt_trials import desk_of, summarise, try_case, try_versions, wrong_in
from model_gateway.gateway import ModelReply, ModelRequest, TextStream
from model_gateway.scripted import Breaks, ScriptedGateway
from reply_core.errors import BadFile, InvalidInput, NotFound
from tact.cli import main
from tact.prompt_runs import report, versions_of

CASES = """
language = "ru"
[[articles]]
id = "return"
title = "Возврат"
text = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."
[[cases]]
id = "term"
text = "Сколько дней на возврат товара?"
facts = ["14 дней"]
forbidden = ["90"]
"""
TERM = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."


def answer(*texts: str) -> str:
    items = [{"ask": 1, "cites": [1], "text": text} for text in texts]
    return json.dumps({"sentences": items, "unanswered": []}, ensure_ascii=False)


@pytest.fixture
def shop(tmp_path: Path) -> GoldenShop:
    """One article and one case."""
    path = tmp_path / "cases.toml"
    path.write_text(CASES, encoding="utf-8")
    return read_golden(path)


class Obliging:
    """A model that says back the first sentence of its first source, whatever the prompt."""

    name = "obliging"

    async def complete(self, request: ModelRequest) -> ModelReply:
        source = re.search(r"<source[^>]*>\n(.*?)\n</source>", request.user, re.DOTALL)
        text = re.split(r"(?<=[.!?])\s", source[1])[0] if source else ""
        return ModelReply(text=answer(text), model=self.name, tokens_in=len(request.user) // 4, tokens_out=20, ms=1)

    def stream(self, request: ModelRequest) -> TextStream:
        raise NotImplementedError(request.purpose)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_shipped_cases_are_whole(language: str) -> None:
    """Every case waits for an answer, every fact stands in an article or the order, ids are one each."""
    golden = read_golden(SHIPPED["ru" if language == "ru" else "en"])
    texts = " ".join(article.text for article in golden.articles)

    assert len({case.id for case in golden.cases}) == len(golden.cases) >= 9
    for case in golden.cases:
        assert case.inquiry() is not None, case.id
        assert all(fact in texts for fact in case.facts), case.id


@pytest.mark.anyio
async def test_versions_are_told_apart_by_what_the_verifier_says(shop: GoldenShop) -> None:
    """The version whose model invents has its sentence refused; the draft of neither shows it."""
    invents = answer(TERM, "Мы подарим вам скидку 20 %.")
    gateway = ScriptedGateway([invents, answer(TERM), answer(TERM)])
    results = await try_versions(shop, (1, 2), gateway)
    one, two = summarise(results)

    assert [request.prompt for request in gateway.requests] == [
        "draft_reply/v1.ru", "repair_reply/v1.ru", "draft_reply/v2.ru",
    ]  # fmt: skip
    assert (one.supported, one.said, two.supported, two.said) == (0.5, 2, 1.0, 1)
    assert (one.wrong, two.wrong, one.facts_kept, two.facts_kept) == (0, 0, 1.0, 1.0)
    assert results[0].refused[0].startswith("Мы подарим вам скидку 20 %.")
    assert (results[0].calls, results[1].calls) == (2, 1)
    assert one.tokens > two.tokens > 0


@pytest.mark.anyio
async def test_a_failing_model_is_counted(shop: GoldenShop) -> None:
    """The case still has its draft, made without the model."""
    (case,) = shop.cases
    made = await try_case(case, 2, desk_of(shop, None), ScriptedGateway([Breaks("timeout")]))

    assert (made.failure, made.kind, made.level, made.missing) == ("timeout", "draft", "rules", ())


def test_wrong_facts_are_seen_in_a_text(shop: GoldenShop) -> None:
    """Forbidden words, contradicted terms and values from nowhere; the shop's own words are not wrong."""
    (case,) = shop.cases
    desk = desk_of(shop, None)

    assert wrong_in(TERM, case, desk) == ()
    assert wrong_in("Вернуть товар можно в течение 90 дней.", case, desk)
    assert wrong_in("Мы начислим вам 500 ₽.", case, desk)


@pytest.mark.anyio
async def test_the_shipped_cases_run_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a model that copies its sources no draft says anything wrong; the report holds every case twice."""
    golden = read_golden(SHIPPED["ru"])
    results = await try_versions(golden, (1, 2), Obliging())
    page = tmp_path / "out" / "report.html"
    report("draft_reply", "obliging", results, page, as_json=True)
    told = json.loads(capsys.readouterr().out)
    html = page.read_text(encoding="utf-8")

    assert len(results) == 2 * len(golden.cases)
    assert sum(len(one.wrong) for one in results) == 0, [one.wrong for one in results]
    assert [one["version"] for one in told["versions"]] == [1, 2]
    assert html.count("<section>") == len(golden.cases)
    assert "<script" not in html
    assert "http" not in html


def test_the_report_escapes_what_people_wrote(shop: GoldenShop, tmp_path: Path) -> None:
    """Text of cases and models is shown, never run."""
    import asyncio
    from dataclasses import replace

    gateway = ScriptedGateway([answer(TERM)])
    (made,) = asyncio.run(try_versions(shop, (2,), gateway))
    page = tmp_path / "r.html"
    report("draft_reply", "<b>m</b>", (replace(made, text="<script>alert(1)</script>"),), page, as_json=False)

    assert "<script>alert" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('language = "ru"', 'language = "de"'), "the language is missing"),
        (("facts =", "fakts ="), "unknown key 'fakts'"),
        (('id = "term"\n', ""), "a case needs an id and a text"),
        (("[[cases]]", "[[cases"), "the cases cannot be read"),
    ],
)
def test_a_wrong_file_of_cases_is_refused_in_words(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    """What is wrong, where, and how to mend it."""
    path = tmp_path / "cases.toml"
    path.write_text(CASES.replace(*change), encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read_golden(path)

    assert words in refused.value.what
    assert refused.value.mend


def test_versions_are_numbers_that_exist() -> None:
    """v1 and 1 are the same; nonsense, other prompts and missing versions are refused."""
    assert versions_of("draft_reply", ("v1", "2")) == (1, 2)
    with pytest.raises(InvalidInput):
        versions_of("draft_reply", ("eins", "2"))
    with pytest.raises(InvalidInput):
        versions_of("judge", ("1", "2"))
    with pytest.raises(NotFound):
        versions_of("draft_reply", ("1", "99"))


def test_without_a_model_the_command_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """No stack of calls: what, where and how to mend it."""
    for name in ("TACT_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TACT_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["tact", "prompts", "test", "draft_reply", "--against", "v1", "v2"])
    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == 2
    assert "TACT_MODEL" in capsys.readouterr().err
