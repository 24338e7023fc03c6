"""The courts as they stand: which there are, what may be filed in them, and when it counts.

Its words: court, office, proceeding type, notice, coverage, closure, calendar, deemed time. It
decides on which instant something received counts, and whether a type of proceeding may be filed
electronically on a day. It refuses to know filings, cases and money: it answers about an instant,
an office and a type, and says when a closure has ended; others act on that.
"""
