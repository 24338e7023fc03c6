"""Duties: whether a firm must begin its next case electronically, and the court's leave not to.

Words: duty of first use, first use, leave of the court, firm. A duty is judged afresh for a day
from the published policy, the firm's own first electronic case and the leave on record; it is never
stored. What follows from a breach is not published, so this room only tells the registry of one.
"""
