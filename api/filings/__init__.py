"""Filings: a bundle of documents lodged in a case, from the first draft to the record.

Words: filing, transaction number, received (the server's instant), deemed received (the legal
instant), finding (what a check says), disposition (what was decided of one document). A draft is
nobody's business but its filer's; nothing is filed before it has a transaction number.
"""
