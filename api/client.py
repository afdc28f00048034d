"""A typed client of the Tact API: every answer is a view, every refusal an `ApiProblem`.

client = TactClient("http://127.0.0.1:8642", key)
for row in client.conversations().items:
    draft = client.draft(row.conversation_id)
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import httpx

from api import views as v
from api.client_assist import AssistCalls
from api.client_coaching import CoachingCalls
from api.client_desk import DeskCalls
from api.client_digest import DigestCalls
from api.client_knowledge import KnowledgeCalls
from api.client_prompts import PromptCalls
from api.client_review import ReviewCalls
from api.client_sign_in import SignInCalls
from api.client_standard import StandardCalls
from api.client_trends import TrendCalls
from api.transport import ApiProblem, Transport, Upload
from api.transport import path_part as _part

__all__ = ("ApiProblem", "TactClient", "Upload")


class TactClient(
    AssistCalls,
    CoachingCalls,
    DeskCalls,
    DigestCalls,
    KnowledgeCalls,
    PromptCalls,
    ReviewCalls,
    SignInCalls,
    StandardCalls,
    TrendCalls,
):
    """The API of one Tact server, as one key may use it. Synchronous and thread-safe."""

    def __init__(
        self,
        base_url: str,
        key: str = "",
        timeout: float = 60.0,
        *,
        language: str = "ru",
        http: httpx.Client | None = None,
    ) -> None:
        self._wire = Transport(base_url, key, timeout=timeout, language=language, http=http)

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    # conversations

    def receive(self, conversation_id: str, message: v.LiveMessageIn | Mapping[str, Any]) -> v.MessageStored:
        """Hand in one message; the same source and message id again is a duplicate."""
        return self._wire.call(
            "POST", f"/v1/conversations/{_part(conversation_id)}/messages", v.MessageStored, body=message
        )

    def conversation(self, conversation_id: str) -> v.ConversationView:
        """The thread with waits, customer, order, drafts and cards."""
        return self._wire.call("GET", f"/v1/conversations/{_part(conversation_id)}", v.ConversationView)

    # drafts

    def draft(self, conversation_id: str, *, variants: int = 1) -> v.DraftView:
        """A new draft for what waits in a conversation; with ``variants=2`` a second one beside it."""
        query = {"variants": variants} if variants > 1 else None
        return self._wire.call("POST", f"/v1/conversations/{_part(conversation_id)}/draft", v.DraftView, query=query)

    def another_draft(self, draft_id: str) -> v.DraftView:
        """The draft with a second one in ``variants``, or a note why there is none."""
        return self._wire.call("POST", f"/v1/drafts/{_part(draft_id)}/variants", v.DraftView)

    def stream_draft(self, conversation_id: str, *, pieces: bool = False) -> Iterator[v.StreamEvent]:
        """The same, as it is written: ``text`` and ``sentence`` events, then the checked ``draft``."""
        query = {"pieces": "true"} if pieces else None
        for event, data in self._wire.events(f"/v1/conversations/{_part(conversation_id)}/draft/stream", query):
            field = "text" if event in {"restart", "piece"} else event
            if field in {"text", "sentence", "draft", "problem"}:
                yield v.StreamEvent.model_validate({"event": event, field: json.loads(data)})

    def get_draft(self, draft_id: str) -> v.DraftView:
        """A stored draft with its decision."""
        return self._wire.call("GET", f"/v1/drafts/{_part(draft_id)}", v.DraftView)

    def check_draft(self, draft_id: str, text: str) -> v.CheckView:
        """An edited text before sending: warnings, tone, the score it would get and what would raise it."""
        return self._wire.call("POST", f"/v1/drafts/{_part(draft_id)}/check", v.CheckView, body={"text": text})

    def decide(
        self,
        draft_id: str,
        decision: Literal["accepted", "edited", "rejected"],
        *,
        text: str = "",
        reason: str = "",
    ) -> v.DraftView:
        """Record the operator's decision; a second one is refused with 409."""
        body = {"decision": decision, "text": text, "reason": reason}
        return self._wire.call("POST", f"/v1/drafts/{_part(draft_id)}/decision", v.DraftView, body=body)

    def draft_text(self, request: v.StatelessDraftIn | Mapping[str, Any]) -> v.DraftView:
        """A draft for a pasted message; nothing is stored."""
        return self._wire.call("POST", "/v1/draft", v.DraftView, body=request)

    # scores

    def score(self, request: v.ScoreIn | Mapping[str, Any]) -> v.ScoreView:
        """Score messages without storing anything."""
        return self._wire.call("POST", "/v1/score", v.ScoreView, body=request)

    def score_pair(self, request: v.PairIn | Mapping[str, Any]) -> v.CardView:
        """Score a pasted reply with the shop's own knowledge, standard and profile."""
        return self._wire.call("POST", "/v1/score/pair", v.CardView, body=request)

    def rewrite(self, text: str, tool: str, *, channel: str = "email") -> v.RewriteView:
        """The text after one of the tools; unchanged, with the reason, when facts would not survive."""
        body = {"text": text, "tool": tool, "channel": channel}
        return self._wire.call("POST", "/v1/rewrite", v.RewriteView, body=body)

    def check_tone(self, text: str, *, channel: str | None = None, language: str | None = None) -> v.ToneCheckView:
        """Tone alerts of a text, by the shop's profile."""
        body = {"text": text, "channel": channel, "language": language}
        return self._wire.call("POST", "/v1/tone/check", v.ToneCheckView, body=body)

    def scorecards(
        self,
        *,
        operator: str = "",
        criterion: str = "",
        verdict: str = "",
        level: str = "",
        critical: bool | None = None,
        channel: str = "",
        topic: str = "",
        days: int | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> v.CardPage:
        """Current cards, newest reply first. An operator sees his own only."""
        query = {
            "operator": operator, "criterion": criterion, "verdict": verdict, "level": level, "critical": critical,
            "channel": channel, "topic": topic, "days": days, "limit": limit, "offset": offset,
        }  # fmt: skip
        return self._wire.call("GET", "/v1/scorecards", v.CardPage, query=query)

    def scorecard(self, card_id: str) -> v.CardDetail:
        """A card with the conversation its evidence lies in."""
        return self._wire.call("GET", f"/v1/scorecards/{_part(card_id)}", v.CardDetail)

    def edit_score(
        self,
        card_id: str,
        criterion: str,
        action: Literal["confirm", "overrule"],
        *,
        verdict: str | None = None,
        reason: str = "",
    ) -> v.CardView:
        """Confirm or overrule one criterion; the machine's verdict stays beside it."""
        body = {"criterion": criterion, "action": action, "verdict": verdict, "reason": reason}
        return self._wire.call("POST", f"/v1/scorecards/{_part(card_id)}/edits", v.CardView, body=body)

    # knowledge and files

    def import_dialogues(
        self,
        files: Sequence[Upload],
        *,
        time_zone: str = "",
        columns: Mapping[str, str] | None = None,
        channel: str = "",
    ) -> v.DialogueImportView:
        """A dialogue export. `ApiProblem` 422 with ``asked`` names the columns or the time zone it needs to be told."""
        fields = {
            "time_zone": time_zone,
            "channel": channel,
            "columns": json.dumps(dict(columns), ensure_ascii=False) if columns else "",
        }
        return self._wire.upload("/v1/dialogues/import", v.DialogueImportView, files, fields)

    def review_queue(self, why: str = "", *, operator: str = "", days: int = 28, limit: int = 20) -> v.QueueView:
        """What a lead should look at next, and why."""
        query = {"why": why, "operator": operator, "days": days, "limit": limit}
        return self._wire.call("GET", "/v1/reviews/queue", v.QueueView, query=query)

    def reviewed(self, card_id: str, cause: str, note: str = "") -> v.CauseView:
        """A card was looked at, with the root cause of what was missed (or ``none``)."""
        body = {"cause": cause, "note": note}
        return self._wire.call("POST", f"/v1/scorecards/{_part(card_id)}/review", v.CauseView, body=body)

    def disputes(self, state: str = "", days: int = 90) -> v.DisputeList:
        """Disputes, open ones first; an operator's own, a lead's team's."""
        return self._wire.call("GET", "/v1/disputes", v.DisputeList, query={"state": state, "days": days})

    def contest(self, card_id: str, criterion: str, comment: str) -> v.DisputeView:
        """Contest a verdict on a reply of one's own."""
        body = {"criterion": criterion, "comment": comment}
        return self._wire.call("POST", f"/v1/scorecards/{_part(card_id)}/disputes", v.DisputeView, body=body)

    def decide_dispute(
        self, dispute_id: str, decision: Literal["accept", "decline"], words: str, *, verdict: str | None = None
    ) -> v.DisputeView:
        """Accept a dispute with a verdict, or decline it; both in words."""
        body = {"decision": decision, "words": words, "verdict": verdict}
        return self._wire.call("POST", f"/v1/disputes/{_part(dispute_id)}/decision", v.DisputeView, body=body)

    def article_for_gap(self, gap_id: str) -> v.ArticleProposalView:
        """What operators answered to a gap's question themselves, to be made into an article."""
        return self._wire.call("GET", f"/v1/gaps/{_part(gap_id)}/proposal", v.ArticleProposalView)

    def gaps(self, days: int = 90, limit: int = 100) -> v.GapList:
        """Questions the knowledge base did not answer, most frequent first."""
        return self._wire.call("GET", "/v1/gaps", v.GapList, query={"days": days, "limit": limit})

    # people

    def cases(self, criterion: str, operator: str = "", days: int | None = None, limit: int = 50) -> v.CaseList:
        """Low cases of one criterion, worst first."""
        query = {"criterion": criterion, "operator": operator, "days": days, "limit": limit}
        return self._wire.call("GET", "/v1/coaching/cases", v.CaseList, query=query)

    def sheet(self, scorecards: Sequence[str], criterion: str, file_format: Literal["md", "csv"] = "md") -> v.SheetView:
        """A practice sheet with personal data removed."""
        body = {"scorecards": list(scorecards), "criterion": criterion, "format": file_format}
        return self._wire.call("POST", "/v1/coaching/sheet", v.SheetView, body=body)

    def operators(self) -> v.OperatorList:
        """The operators this key may see."""
        return self._wire.call("GET", "/v1/operators", v.OperatorList)

    def me(self) -> v.MeView:
        """Who this key is."""
        return self._wire.call("GET", "/v1/me", v.MeView)

    # the shop

    def profile(self) -> v.ProfileView:
        """The tone profile in force."""
        return self._wire.call("GET", "/v1/profile", v.ProfileView)

    def save_profile(
        self, *, data: Mapping[str, Any] | None = None, ban: Sequence[str] = (), allow: Sequence[str] = ()
    ) -> v.ProfileView:
        """A new revision: whole profile as data, and/or words to ban or to allow again."""
        body = {"data": dict(data) if data is not None else None, "ban": list(ban), "allow": list(allow)}
        return self._wire.call("PUT", "/v1/profile", v.ProfileView, body=body)

    def progress(self) -> v.ProgressList:
        """How far long work has got."""
        return self._wire.call("GET", "/v1/progress", v.ProgressList)

    def live(self) -> v.HealthView:
        """Whether the process answers."""
        return self._wire.call("GET", "/health/live", v.HealthView)

    def ready(self) -> v.HealthView:
        """Whether it can do its work; 503 as `ApiProblem` when not."""
        return self._wire.call("GET", "/health/ready", v.HealthView)
