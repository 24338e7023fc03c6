"""Guides, questions and answer cards as data that the API can search and serve.

*Entry*: one page, question, notice or term in one language, as the help site published it.
*Holdings*: all entries of one release of the site. *Card*: the short answer, fit to be read out.

The room keeps no table and writes no sentence: the site's own manifest is its only source, so that
both say the same. It refuses to know who asks, how pages look, and what the law means.
"""
