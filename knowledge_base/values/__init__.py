"""How values that can be looked up are found in a text and compared; `knowledge_base.atoms` is the way in."""
