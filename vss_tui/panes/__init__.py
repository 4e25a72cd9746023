"""Panes: where the reader and the widgets meet."""
