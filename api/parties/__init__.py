"""Parties: who is in the case, who acts for them, and which account is linked to which case.

Words: party, role, representation (a firm acts for a party from a day until a day), linkage (an
account may see and file in a case). Nothing here is deleted: what ends gets an end.
"""
