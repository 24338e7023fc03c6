"""Accounts: people, organisations, branches, the kinds of account, sessions and tokens.

Words: account (one person's way in, of one kind for ever), organisation, branch, session (a
sign-in, known by the hash of its token). Refuses to know what an account is used for: cases,
filings and money are other rooms.
"""
