"""The register: the court's record of what was entered in a case, and its public extract.

Words: register entry (numbered within its case, never edited), cause book (the extract that anyone
may search). The cause book holds only what the public may see; when a case is sealed its line is
withdrawn, and every other derived store must do the same.
"""
