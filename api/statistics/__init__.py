"""Statistics: how much comes electronically and how much on paper, counted and never estimated.

Words: figure (a count with its month and type of proceeding), adoption. It keeps nothing of its
own: every figure is counted from the rows that the other rooms keep.
"""
