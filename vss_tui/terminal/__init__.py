"""The real terminal: which one, what it can show, and how it is left as it was found."""
