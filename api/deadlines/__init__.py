"""Deadlines: by when a step has to be taken in a case, kept as a thing of its own.

Its words: deadline, time limit, reckoned day, due day. A deadline runs from a recorded service; the
rule is a published time limit, and the calendar is the registry's. A change of the calendar moves a
running deadline forwards, never backwards, and never touches one that was met. What follows from a
missed deadline is the court's to say, not this room's.
"""
