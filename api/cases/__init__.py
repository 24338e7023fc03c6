"""Cases: the case, its number, its standing, and the access orders that govern who may see it.

Words: case, case number (type, running number, year), standing, access level, access order
(sealing, confinement to the court). Refuses to know who is in a case (parties) or what was filed
in it (filings, register).
"""
