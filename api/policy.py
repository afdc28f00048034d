"""Who may do what: one table. Every route names its action; an action missing here is allowed to nobody."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Role = Literal["operator", "lead", "trainer", "admin", "service"]
Action = Literal[
    "ingest",
    "import_dialogues",
    "read_conversations",
    "draft",
    "decide",
    "try",
    "read_cards",
    "edit_scores",
    "review",
    "judge",
    "calibrate",
    "read_spotlights",
    "read_disputes",
    "dispute",
    "decide_dispute",
    "read_knowledge",
    "import_knowledge",
    "edit_knowledge",
    "read_trends",
    "coach",
    "read_sessions",
    "practise",
    "answer_practice",
    "read_library",
    "read_gaps",
    "read_voice",
    "edit_voice",
    "read_standard",
    "edit_standard",
    "read_prompts",
    "read_progress",
    "who_am_i",
    "sign_in",
    "read_digest",
    "edit_digest",
]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

_PEOPLE: Final[frozenset[Role]] = frozenset({"operator", "lead", "trainer", "admin"})
_HEADS: Final[frozenset[Role]] = frozenset({"lead", "admin"})
_DESK: Final[frozenset[Role]] = frozenset({"operator", "lead", "admin"})
_COACHES: Final[frozenset[Role]] = frozenset({"lead", "trainer", "admin"})

POLICY: Final[Mapping[Action, frozenset[Role]]] = {
    "ingest": frozenset({"service", "admin"}),
    "import_dialogues": frozenset({"service", "lead", "admin"}),
    "read_conversations": _PEOPLE,  # an operator: his own and the unassigned waiting ones
    "draft": _DESK,
    "decide": _DESK,
    "try": _PEOPLE,
    "read_cards": _PEOPLE,  # an operator: his own
    "edit_scores": _HEADS,
    "review": _HEADS,
    "judge": _COACHES,  # calibration rounds: blind, one's own verdicts
    "calibrate": _HEADS,
    "read_spotlights": _COACHES,
    "read_disputes": _PEOPLE,  # an operator: his own
    "dispute": frozenset({"operator"}),
    "decide_dispute": _HEADS,
    "read_knowledge": _PEOPLE,
    "import_knowledge": _HEADS,
    "edit_knowledge": _HEADS,
    "read_trends": _PEOPLE,  # an operator: his own
    "coach": _COACHES,
    "read_sessions": _PEOPLE,  # coaching sessions; an operator: his own
    "practise": _PEOPLE,  # an operator: his own tasks
    "answer_practice": frozenset({"operator"}),  # his own tasks
    "read_library": _PEOPLE,
    "read_gaps": _COACHES,
    "read_voice": _PEOPLE,
    "edit_voice": _HEADS,
    "read_standard": _PEOPLE,
    "edit_standard": _HEADS,
    "read_prompts": _HEADS,
    "read_progress": _PEOPLE,
    "who_am_i": frozenset(ROLES),
    "read_digest": _HEADS,  # a lead of a team: the team's
    "edit_digest": _HEADS,
    "sign_in": frozenset(ROLES),  # and out; open to whoever has a key or is on the list of people
}


def may(role: str, action: str) -> bool:
    """Whether ``role`` may do ``action``; unknown roles and actions may not."""
    return any(role in roles for name, roles in POLICY.items() if name == action)


def allowed_actions(role: str) -> tuple[str, ...]:
    """The actions of a role, in the table's order."""
    return tuple(action for action, roles in POLICY.items() if role in roles)
