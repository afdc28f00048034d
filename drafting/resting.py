"""What a draft rests on: the stretches of articles its sentences cite, kept apart so that they can be looked up."""

from drafting.outcome import Draft, Outcome
from knowledge_base.articles import text_hash
from reply_core.tables import DraftSource, new_id


def rests_on(draft_id: str, outcome: Outcome) -> list[DraftSource]:
    """One row for each stretch of an article a draft cites; proposals that are no drafts rest on nothing."""
    if not isinstance(outcome, Draft):
        return []
    cited = {
        (citation.article_id, citation.revision, citation.start, citation.end): citation.quote
        for sentence in outcome.sentences
        for citation in sentence.citations
        if citation.kind == "article" and citation.article_id
    }
    return [
        DraftSource(
            id=new_id(),
            draft_id=draft_id,
            article_id=article_id,
            revision=revision,
            start=start,
            end=end,
            text_hash=text_hash(quote),
        )
        for (article_id, revision, start, end), quote in cited.items()
    ]
