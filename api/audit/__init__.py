"""Audit: the append-only, digest-chained account of who did what.

Words: audit entry, chain. Each entry's digest covers the one before it, so that nothing can be
changed, dropped or put in between without the chain breaking. It hears every event and reaches back
into no room.
"""
