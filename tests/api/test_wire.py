"""The wire under the client: server-sent events, problems, paths."""

import httpx
import pytest

from api.client import ApiProblem, TactClient
from api.handling import record_id
from api.transport import path_part, read_events


def test_events_are_read_with_their_names_and_many_lines() -> None:
    """An event has a name and data of one or more lines; comments and pings are skipped."""
    lines = [": ping", "", "event: text", "data: one", "data: two", "", "data: plain", "", "event: draft", "data: {}"]

    assert list(read_events(iter(lines))) == [("text", "one\ntwo"), ("message", "plain"), ("draft", "{}")]


@pytest.mark.parametrize("name", ["c-1", "a/b", "a~b", "~1", "а б", "a%2Fb", "?x=1#y", "..", "a//b~0~1"])
def test_any_identifier_survives_the_path(name: str) -> None:
    """What the client puts in a path, the server gets back."""
    segment = httpx.URL(f"http://host/{path_part(name)}/end").path.split("/")[1]

    assert record_id(segment) == name


def test_a_server_that_is_not_there_is_a_problem_with_a_cure() -> None:
    """No answer at all is an `ApiProblem` of status 0 that says what to start."""
    with pytest.raises(ApiProblem) as problem:
        TactClient("http://127.0.0.1:9", "key", timeout=0.5).me()

    assert problem.value.status == 0
    assert "tact serve" in problem.value.mend


def test_an_answer_that_is_not_ours_is_a_problem_too() -> None:
    """A proxy's HTML error page becomes a problem with the status, not a parsing error."""
    http = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(502, text="<html>bad gateway")))

    with pytest.raises(ApiProblem) as problem:
        TactClient("http://proxy", "key", http=http).progress()

    assert problem.value.status == 502
