"""What the schedules say a step costs, on a day.

Its words: item, ordinary fee, concession, assessment, line. It turns published fees, concessionary
periods and a rounding rule into lines that can be frozen and shown: which authority, which version,
what the ordinary fee is, what is charged and why. It refuses to know who pays, when and how.
"""
