"""Issuing: what the court itself puts into a case: orders, judgments, notices.

Words: court document, draft, issue, supersede, withdraw. It goes the other way from a filing: made
by the registry, sealed, registered, and told to everybody in the case. Nothing issued is ever taken
away; a mistake is mended by a new document that names the old one. It knows no filing.
"""
