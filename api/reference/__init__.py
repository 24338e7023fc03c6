"""What has been published: courts, notices, hours, holidays, fees, documents, reasons, words.

Facts that change by gazette or notice, as TOML beside this docstring, each entry with its source
and a mark: confirmed, inferred or assumed. `loading.published()` reads and checks them once;
`marks`, `facts` and `papers` give them types. A fact is never edited in place: a new entry with a
later date takes over, and the end of the old one is derived from it, so two can never overlap.

Its words: fact, source, confidence, dating, in force. It refuses to know what follows from a fact:
which day a filing counts on is `courts`, what a step costs is `fees`.
"""
