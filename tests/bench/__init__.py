"""Benchmarks: how fast, how small and how quiet the command is, beside its peers."""
