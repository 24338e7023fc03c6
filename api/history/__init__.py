"""History: what happened to a case, from the event log, and how the case stood at an instant.

Words: happening, noun (what an event happened to), telling (to whom a kind of event is told), then.
It keeps no copy: the log is the audit room's, and what an event happened to says whose case it is.
Refuses to tell what is not in its table.
"""
