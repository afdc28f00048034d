"""How one sentence is held against its sources; `knowledge_base.support` is the way in."""
