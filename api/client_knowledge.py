"""The part of the client that reads and keeps the knowledge base."""

from collections.abc import Sequence
from typing import Any

from api import views as v
from api.transport import Transport, Upload, path_part


class KnowledgeCalls:
    """Calls about knowledge; part of `api.client.TactClient`."""

    _wire: Transport

    def import_knowledge(self, files: Sequence[Upload], **told: str) -> v.KnowledgeImportView:
        """Articles and macros from .md, .csv, .xlsx, .jsonl, .json, .html, .docx or .pdf files; bad rows are named, the
        rest goes in. ``told``: audience, topic, kind, brand, valid_from, valid_until of what does not say it itself."""
        return self._wire.upload("/v1/knowledge/import", v.KnowledgeImportView, files, told)

    def articles(self, limit: int = 500, **narrowed: str) -> v.ArticleList:
        """Articles and macros, narrowed by kind, audience, validity (in_force, expired, upcoming), topic, named."""
        return self._wire.call("GET", "/v1/knowledge/articles", v.ArticleList, query={"limit": limit, **narrowed})

    def article(self, article_id: str) -> v.ArticleView:
        """One article with its text."""
        return self._wire.call("GET", f"/v1/knowledge/articles/{path_part(article_id)}", v.ArticleView)

    def search(self, q: str, limit: int = 10) -> v.SearchView:
        """Passages nearest to a question, with separate scores."""
        return self._wire.call("GET", "/v1/knowledge/search", v.SearchView, query={"q": q, "limit": limit})

    def add_article(
        self, text: str, *, question: str = "", title: str = "", topic: str = "", audience: str = "public", **more: Any
    ) -> v.ArticleView:
        """Store an article that a person approved; ``more``: kind, valid_from, valid_until."""
        body = {"text": text, "question": question, "title": title, "topic": topic, "audience": audience, **more}
        return self._wire.call("POST", "/v1/knowledge/articles", v.ArticleView, body=body)

    def article_versions(self, article_id: str) -> v.VersionList:
        """Its revisions, newest first."""
        return self._wire.call("GET", f"/v1/knowledge/articles/{path_part(article_id)}/versions", v.VersionList)

    def article_diff(self, article_id: str, before: int, after: int) -> v.DiffView:
        """Two revisions side by side."""
        query = {"before": before, "after": after}
        return self._wire.call("GET", f"/v1/knowledge/articles/{path_part(article_id)}/diff", v.DiffView, query=query)

    def edit_article(self, article_id: str, revision: int, **fields: Any) -> v.ArticleView:
        """Change fields of an article; ``revision`` is the one that was looked at. The answer says what it affects."""
        body = {"revision": revision, **fields}
        return self._wire.call("PUT", f"/v1/knowledge/articles/{path_part(article_id)}", v.ArticleView, body=body)

    def restore_article(self, article_id: str, revision: int) -> v.ArticleView:
        """Bring an old revision back, as a new one."""
        path = f"/v1/knowledge/articles/{path_part(article_id)}/restore"
        return self._wire.call("POST", path, v.ArticleView, body={"revision": revision})

    def remove_article(self, article_id: str) -> v.AffectedView:
        """Take an article out of force; says what rests on it."""
        return self._wire.call("DELETE", f"/v1/knowledge/articles/{path_part(article_id)}", v.AffectedView)

    def affected(self, article_id: str, **of: int) -> v.AffectedView:
        """Drafts and replies resting on a change (before, after) or on a stretch (start, end) of an article."""
        path = f"/v1/knowledge/articles/{path_part(article_id)}/affected"
        return self._wire.call("GET", path, v.AffectedView, query=of)

    def fill_macro(self, article_id: str, conversation_id: str) -> v.FilledMacroView:
        """A macro with its slots filled for a conversation."""
        path = f"/v1/knowledge/articles/{path_part(article_id)}/filled"
        return self._wire.call("GET", path, v.FilledMacroView, query={"conversation": conversation_id})

    def twins(self) -> v.TwinsView:
        """Near-duplicates and contradictions among articles."""
        return self._wire.call("GET", "/v1/knowledge/twins", v.TwinsView)
