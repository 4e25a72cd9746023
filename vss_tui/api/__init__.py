"""The client of the service; the only user of httpx."""
