"""Payments: money asked for, received and receipted.

A *service request* asks one payer for one amount for one purpose. A *payment* is one attempt to
meet it by one means; at most one lives at a time. A *receipt* says that a request was met, once.
What the provider reports is an *outcome*; each is kept and counts once.

An answer that has not come yet is ``UNKNOWN``, never failed. Money that arrives late, twice or in
the wrong amount is an event of its own and never vanishes.

Refuses to know what a purpose means (``filing:flg_…`` is opaque: whoever asked hears
``ServiceRequestPaid``), who the provider is, and anything about a card.
"""
