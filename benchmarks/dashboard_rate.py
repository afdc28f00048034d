"""How long each page of the dashboard waits for its answers, over databases that `benchmarks.fill_cards` filled.

    python -m benchmarks.dashboard_rate SMALL_URL LARGE_URL … [--times 5] [--only trends]

Each page's calls are made as the dashboard makes them, over the API in this process, by the same key: first once unseen
(a database just opened has nothing in memory), then ``--times`` more. Shown are the median and the worst of these and
the unseen one in milliseconds, how many times longer the median is than over the first database, and the median of the
computing time (this process and a local PostgreSQL's backend): the figure that a busy machine does not spoil. The
databases are measured page by page in turn, so that a busy moment falls on all of them.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from litestar.testing import TestClient

from api.app import create_app
from api.client import TactClient
from api.services import Services
from api.shop import ShopState
from benchmarks.fill_cards import CALENDAR, postgres_address
from benchmarks.fill_rows import NOW, STANDARD
from integrations.files import read_exports
from knowledge_base.search import KnowledgeIndex
from reply_core.clock import FixedClock
from reply_core.database import is_sqlite, make_engine, session_factory
from reply_core.settings import load_settings
from reply_core.types import Payload

LIMIT_MS = 1000
Call = Callable[[TactClient], Any]


def pages(card: str, talk: str) -> Mapping[str, tuple[str, Call]]:
    """Page → whose key, and the call it makes."""
    one: dict[str, Call] = {
        "a card": lambda api: api.scorecard(card),
        "a conversation": lambda api: api.conversation(talk),
    }
    lead = {**_FIGURES, **_LISTS, **one}
    return {**{name: ("lead", call) for name, call in lead.items()}, **{name: ("op7", _OWN[name]) for name in _OWN}}


def _trends(by: str, weeks: int, figure: str) -> Call:
    return lambda api: api.trends(weeks, figure, by=by)


_FIGURES: dict[str, Call] = {
    **{
        f"trends {by}, {weeks} weeks, {figure}": _trends(by, weeks, figure)
        for by in ("operators", "teams", "channels", "topics")
        for weeks in (12, 52)
        for figure in ("total", "asks_covered")
    },
    "trends operators of one channel": lambda api: api.trends(12, by="operators", channel="chat"),
    "trends operators by month": lambda api: api.trends(26, by="operators", unit="month"),
    "trends teams by month, a year": lambda api: api.trends(52, "asks_covered", by="teams", unit="month"),
    "trends topics by month": lambda api: api.trends(26, "asks_covered", by="topics", unit="month"),
    "trends channels by day": lambda api: api.trends(12, by="channels", unit="day"),
    "response times, 12 weeks": lambda api: api.response_times(12),
    "response times, 52 weeks": lambda api: api.response_times(52),
    "response times by topic": lambda api: api.response_times(12, by="topic"),
    "response times by topic, 52 weeks": lambda api: api.response_times(52, by="topic"),
    "response times by month, a year": lambda api: api.response_times(52, unit="month"),
    "customers, 12 weeks": lambda api: api.customers(12),
    "customers, 52 weeks": lambda api: api.customers(52),
    "assist, 12 weeks": lambda api: api.assist(12),
    "assist, 52 weeks": lambda api: api.assist(52),
    "edits, 12 weeks": lambda api: api.edits(12),
}
_LISTS: dict[str, Call] = {
    "replies": lambda api: api.scorecards(limit=20),
    "replies of 28 days": lambda api: api.scorecards(days=28, limit=20),
    "replies of one operator": lambda api: api.scorecards(operator="op7", limit=20),
    "replies of one topic and channel": lambda api: api.scorecards(topic="delivery", channel="chat", limit=20),
    "replies with a missed criterion": lambda api: api.scorecards(criterion="asks_covered", verdict="fail", limit=20),
    "replies with critical errors": lambda api: api.scorecards(critical=True, limit=20),
    "replies without critical errors": lambda api: api.scorecards(critical=False, limit=20),
    "replies of a level nobody has": lambda api: api.scorecards(level="model", days=90, limit=20),
    "replies, page 500": lambda api: api.scorecards(limit=20, offset=10_000),
    "cases": lambda api: api.coach_cases("asks_covered", "", 90),
    "cases of all time": lambda api: api.coach_cases("asks_covered"),
    "cases of one operator": lambda api: api.coach_cases("asks_covered", "op7", 90),
    "groups of cases": lambda api: api.case_groups("", 90),
    "groups of cases of all time": lambda api: api.case_groups(),
    "review queue": lambda api: api.review_queue(),
    "review queue, left open": lambda api: api.review_queue("unsure"),
    "review queue of one operator": lambda api: api.review_queue(operator="op7"),
    "spotlights": lambda api: api.spotlights(28),
    "spotlights, 90 days": lambda api: api.spotlights(90),
    "a spotlight": lambda api: api.spotlight("unhappy"),
    "a spotlight of outliers": lambda api: api.spotlight("outlier"),
    "disputes": lambda api: api.disputes(),
    "gaps": lambda api: api.gaps(90),
    "desk": lambda api: api.conversations("waiting", 50),
    "all conversations": lambda api: api.conversations("all", 50),
    "calibration rounds": lambda api: api.calibrations(),
    "sampling plans": lambda api: api.sampling_plans(),
    "coverage of the voice": lambda api: api.voice_coverage(),
    "knowledge": lambda api: api.articles(),
    "operators": lambda api: api.operators(),
    "progress": lambda api: api.progress(),
}
_OWN: dict[str, Call] = {
    "own quality: replies": lambda api: api.scorecards(days=90, limit=20),
    "own quality: trend": lambda api: api.trends(12, "total"),
    "own quality: response times": lambda api: api.response_times(52),
    "own quality: disputes": lambda api: api.disputes(),
    "own desk": lambda api: api.conversations("waiting", 50),
}


@contextmanager
def served(url: str) -> Iterator[Callable[[str], TactClient]]:
    """The API over a filled database, in this process; gives the client of a key."""
    engine = make_engine(url)
    state = ShopState(brand="demo", index=KnowledgeIndex.build(()), calendar=CALENDAR, standard=STANDARD)

    async def enqueue(name: str, key: str, payload: Payload) -> None:
        del name, key, payload

    services = Services(
        sessions=session_factory(engine), clock=FixedClock(NOW), settings=load_settings(), shop=state, enqueue=enqueue,
        read_exports=read_exports, readers=session_factory(engine, read_only=True),
    )  # fmt: skip
    app = create_app(services)
    app.on_shutdown.append(engine.dispose)  # on the loop that opened the connections
    with TestClient(app) as web:
        yield lambda who: TactClient("http://testserver.local", f"key-{who}", http=web)


def measure(urls: Sequence[str], times: int, only: str) -> list[dict[str, Any]]:
    """Page → milliseconds over each database."""
    found = []
    with ExitStack() as stack:
        clients = [stack.enter_context(served(url)) for url in urls]
        first = [api("lead").scorecards(limit=1).items[0] for api in clients]
        backends = [_backends(url) for url in urls]
        per = [pages(item.id, item.conversation_id) for item in first]
        for name in per[0]:
            if only and only not in name:
                continue
            taken: list[list[float]] = [[] for _ in urls]
            computed: list[list[float]] = [[] for _ in urls]
            for _ in range(times + 1):
                for place, api in enumerate(clients):
                    who, call = per[place][name]
                    begun, worked = time.perf_counter(), _worked(backends[place])
                    call(api(who))
                    taken[place].append(1000 * (time.perf_counter() - begun))
                    computed[place].append(1000 * (_worked(backends[place]) - worked))
            figures = [_summary(*each) for each in zip(taken, computed, strict=True)]
            found.append({"page": name, "ms": figures})
            print(_line(found[-1]), flush=True)
    return found


def _summary(taken: Sequence[float], computed: Sequence[float]) -> dict[str, float]:
    unseen, *rest = taken
    cpu = median(computed[1:] or computed)
    return {"median": median(rest or taken), "worst": max(rest or taken), "unseen": unseen, "cpu": cpu}


def _backends(url: str) -> list[Path]:
    """The files that say how long a local PostgreSQL's backends of this database have computed; Linux only."""
    if is_sqlite(url):
        return []
    with psycopg.connect(postgres_address(url)) as connection:
        rows = connection.execute(
            b"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return [path for (pid,) in rows if (path := Path(f"/proc/{pid}/stat")).exists()]


def _worked(backends: Sequence[Path]) -> float:
    """Seconds that this process and the backends have computed."""
    ticks = sum(int(each) for path in backends for each in path.read_text().rpartition(")")[2].split()[11:13])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _line(found: Mapping[str, Any]) -> str:
    base = found["ms"][0]["median"]
    cells = [
        f"{each['median']:8.0f} {each['worst']:8.0f} {each['unseen']:8.0f} {each['cpu']:6.0f}"
        f" ×{each['median'] / base:5.1f}"
        f"{' SLOW' if each['median'] > LIMIT_MS else '     '}"
        for each in found["ms"]
    ]
    return f"{found['page']:<44}" + "  ".join(cells)


def main() -> None:
    """Measure and print; pages above a second are marked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    print(
        f"{'milliseconds over each database':<44}" + "  median    worst   unseen    cpu ratio      " * len(given.urls)
    )
    found = measure(given.urls, given.times, given.only)
    slow = [each["page"] for each in found if any(one["median"] > LIMIT_MS for one in each["ms"])]
    print(f"above a second: {', '.join(slow) or 'none'}")
    if given.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
