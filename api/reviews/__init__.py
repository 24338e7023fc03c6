"""Reviews: the registry's work on a filing, and what it decided.

Words: review task (who holds it), disposition, decision, reason (from the published catalogue). One
terminal decision per filing, by the holder of the task, who is not of the filer's house.
"""
