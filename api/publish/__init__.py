"""Turn published facts and the pages' sources into the help site.

Words: a *page* (Markdown with dated front matter), a *fact marker* in it, a *section* of generated
text, the *manifest* (what the API may answer from), a *problem* (what stops the build).

It refuses to know: records of the court, users, the database, and (but for ``hooks``) MkDocs.
"""
