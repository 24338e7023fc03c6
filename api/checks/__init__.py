"""Checks: what there is to say about a filing before, while and after it is lodged.

Words: lodging (a filing as the checks see it), paper, finding, block, advice. One set of rules, run
over plain values. Refuses to know where they come from, or what follows from a finding.
"""
