"""`tact people …` and `tact digest …`: who may sign in, and the week as it is printed and sent."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from human_review.digest_sending import Destination
from human_review.digest_targets import add_target
from reply_core.database import make_engine, session_factory, upgrade
from reply_core.settings import load_settings
from tact.cli import main
from tests.api.conftest import run
from tests.human_review.test_digest import hook

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a house of its own; gives exit code, output and complaint."""
    monkeypatch.setenv("TACT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tact", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def test_people_are_let_in_listed_and_put_out(tact: Run) -> None:
    """Who is added is on the list; who is removed stays on it, marked; both as text and as JSON."""
    code, made, _ = tact("people", "add", "Anna@Shop.example", "--name", "Анна", "--role", "operator",
                         "--operator", "anna", "--json")  # fmt: skip
    assert (code, json.loads(made)["email"], json.loads(made)["active"]) == (0, "anna@shop.example", True)
    assert "may sign in as lead" in tact("people", "add", "vera@shop.example", "--name", "Вера", "--role", "lead")[1]

    listed = tact("people", "list")[1]
    code, gone, _ = tact("people", "remove", "anna@shop.example")
    found = {one["email"]: one for one in json.loads(tact("people", "list", "--json")[1])}

    assert "Анна" in listed
    assert "has not signed in yet" in listed
    assert (code, "may sign in no more" in gone) == (0, True)
    assert {name: one["active"] for name, one in found.items()} == {
        "anna@shop.example": False,
        "vera@shop.example": True,
    }
    assert found["vera@shop.example"]["tied"] is False
    assert "removed" in tact("people", "list")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "anna", "--name", "A", "--role", "lead"), 2, "anna@shop.example"),
        (("add", "a@b.example", "--name", "A", "--role", "operator"), 2, "give operator_id"),
        (("add", "a@b.example", "--name", " ", "--role", "lead"), 2, "give name"),
        (("add", "a@b.example", "--name", "A", "--role", "king"), 2, "'king' is not one of"),
        (("remove", "nobody@b.example"), 1, "nobody@b.example"),
    ],
)
def test_people_who_cannot_be_are_refused_with_the_cure(
    tact: Run, arguments: Sequence[str], code: int, said: str
) -> None:
    """A refusal names what is wrong; nobody is put on the list by it."""
    ended, _, complaint = tact("people", *arguments)

    assert ended == code
    assert said in complaint
    assert json.loads(tact("people", "list", "--json")[1]) == []


def test_the_same_person_is_not_added_twice(tact: Run) -> None:
    """The second time says that the address is known."""
    add = ("people", "add", "vera@shop.example", "--name", "Вера", "--role", "lead")
    assert tact(*add)[0] == 0
    ended, _, complaint = tact(*add)
    assert ended == 1
    assert "known already" in complaint


def test_the_week_is_printed_in_every_shape_and_language(tact: Run) -> None:
    """Text, page, Slack and Telegram of an empty shop's week; the language asked for, else the setting."""
    code, text, _ = tact("digest", "preview")
    english = tact("digest", "preview", "--language", "en")[1]
    slack = json.loads(tact("digest", "preview", "--shape", "slack")[1])
    telegram = json.loads(tact("digest", "preview", "--shape", "telegram")[1])
    page = tact("digest", "preview", "--shape", "html", "--language", "en")[1]

    assert code == 0
    assert text.startswith("Неделя")
    assert english.startswith("The week")
    assert slack["blocks"]
    assert telegram["chat_id"] == "CHAT"
    assert page.lstrip().startswith("<")


def test_the_digest_is_sent_now_and_says_whom_it_did_not_reach(tact: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody to send to: 1 and where to add one. Taken: 0. To a target that is away: 1, with the reason."""
    assert tact("digest", "send")[0] == 1
    monkeypatch.setenv("TACT_WEBHOOK_PRIVATE", "1")
    with hook() as (address, taken):
        name = run(_target(f"{address}/secret"))
        code, said, _ = tact("digest", "send", "--target", name, "--json")
    away, told, _ = tact("digest", "send")

    assert (code, list(json.loads(said).values()), len(taken)) == (0, [""], 1)
    assert away == 1
    assert "secret" not in told
    assert tact("digest", "send", "--target", "nobody")[0] == 1


async def _target(address: str) -> str:
    """Add a webhook to the house; gives its id."""
    settings = load_settings()
    await upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    try:
        async with session_factory(engine).begin() as session:
            made = await add_target(
                session, Destination(kind="webhook", address=address, shape="plain"), language="ru", team="",
                author="test", clock=settings.clock, settings=settings,
            )  # fmt: skip
            return made.id
    finally:
        await engine.dispose()
