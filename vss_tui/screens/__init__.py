"""Screens: composition, and the dialogs."""
