"""Widgets: they draw a value and post an intent, and know no client."""
