"""Panes: where page loader and widgets meet."""
