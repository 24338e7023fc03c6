"""Words every room shares: money, clock, ids, actors, refusals, states, events, work, tables.

Knows no room. A thing belongs here only when at least two rooms would otherwise write it twice.
"""
