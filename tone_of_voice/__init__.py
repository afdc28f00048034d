"""How the brand speaks: rules as data, a check with places and fixes, and the same rules rendered for a prompt."""
