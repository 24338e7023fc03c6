"""Corrections: filing anew what was rejected, and from when the correction has effect.

Words: correction (a filing that names the one it corrects), a document that stands, relation back.
It reads what a review decided and changes nothing of it: the rejected filing stays as it is.
"""
