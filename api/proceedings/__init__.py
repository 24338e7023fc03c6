"""Proceedings: what changes in a case after it has begun.

Words: basis (why the court did something, and the entry of the register that it rests on), notice
to act, change of solicitors, ceasing to act, acting in person, appearance (a first filing by which
a firm or a person comes into a case). Each verb changes the case, its parties or who acts for them,
and enters it in the register, in one transaction. It refuses to know how a filing is decided.
"""
