"""Which pages there are, who sees them, and in what order: grouped by a person's day, the role's own work first."""

from collections.abc import Callable
from dataclasses import dataclass

from api.client import ApiProblem
from dashboard import (
    calibration_page,
    cases_page,
    coaching_page,
    desk_page,
    digest_page,
    disputes_page,
    gaps_page,
    knowledge_page,
    library_page,
    my_quality_page,
    practice_page,
    queue_page,
    replies_page,
    spotlights_page,
    standard_page,
    trends_page,
    try_page,
    voice_page,
)
from dashboard.session import Desk, show_problem

Render = Callable[[Desk], None]
EVERYONE = frozenset({"operator", "lead", "trainer", "admin"})
LEADERS = frozenset({"lead", "trainer", "admin"})
OPERATOR = frozenset({"operator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page: how it is drawn, who sees it, its icon of the font that comes along (no network)."""

    render: Render
    roles: frozenset[str]
    icon: str


PAGES: dict[str, Entry] = {
    "desk": Entry(render=desk_page.render, roles=EVERYONE - {"trainer"}, icon="inbox"),
    "queue": Entry(render=queue_page.render, roles=LEADERS - {"trainer"}, icon="fact_check"),
    "quality": Entry(render=my_quality_page.render, roles=OPERATOR, icon="person"),
    "disputes": Entry(render=disputes_page.render, roles=EVERYONE - {"trainer"}, icon="balance"),
    "replies": Entry(render=replies_page.render, roles=EVERYONE, icon="reviews"),
    "spotlights": Entry(render=spotlights_page.render, roles=LEADERS, icon="flag"),
    "trends": Entry(render=trends_page.render, roles=EVERYONE, icon="timeline"),
    "calibration": Entry(render=calibration_page.render, roles=LEADERS, icon="tune"),
    "cases": Entry(render=cases_page.render, roles=LEADERS, icon="search_insights"),
    "coaching": Entry(render=coaching_page.render, roles=LEADERS, icon="groups"),
    "practice": Entry(render=practice_page.render, roles=OPERATOR, icon="edit_note"),
    "library": Entry(render=library_page.render, roles=EVERYONE, icon="bookmarks"),
    "knowledge": Entry(render=knowledge_page.render, roles=EVERYONE, icon="menu_book"),
    "gaps": Entry(render=gaps_page.render, roles=LEADERS, icon="help_center"),
    "voice": Entry(render=voice_page.render, roles=EVERYONE, icon="record_voice_over"),
    "standard": Entry(render=standard_page.render, roles=EVERYONE, icon="checklist"),
    "digest": Entry(render=digest_page.render, roles=LEADERS - {"trainer"}, icon="mail"),
    "try": Entry(render=try_page.render, roles=EVERYONE, icon="science"),
}
SECTIONS: dict[str, tuple[str, ...]] = {
    "work": ("desk", "queue", "disputes"),
    "quality": ("quality", "replies", "spotlights", "trends", "calibration"),
    "learning": ("cases", "coaching", "practice", "library"),
    "base": ("knowledge", "gaps", "voice", "standard"),
    "setup": ("digest", "try"),
}
FIRST = {"operator": "desk", "lead": "queue", "trainer": "cases"}


def sections(role: str) -> dict[str, list[str]]:
    """Section → pages a role sees, the section and the page its day begins with first; empty sections are left out."""
    first = first_page(role)
    found: dict[str, list[str]] = {}
    for name, pages in sorted(SECTIONS.items(), key=lambda one: first not in one[1]):
        seen = [page for page in pages if role in PAGES[page].roles]
        if seen:
            found[name] = sorted(seen, key=lambda page: page != first)
    return found


def first_page(role: str) -> str:
    """Where a role's day begins."""
    return FIRST.get(role, "desk")


def guarded(render: Render, desk: Desk) -> Callable[[], None]:
    """The page as Streamlit calls it: a refusal of the API is shown in words, never as a traceback."""

    def page() -> None:
        try:
            render(desk)
        except ApiProblem as problem:
            show_problem(problem, desk.words)

    return page
