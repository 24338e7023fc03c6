"""Looks into PDFs in a process of its own, so that a hostile one can only end that process.

``bounded`` sends bytes to the process and ends it when it takes too long; ``worker`` is what runs
there, with little memory; ``looking`` reads the PDF; ``pages`` looks at what a page shows.
"""
