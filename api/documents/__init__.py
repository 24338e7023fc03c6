"""Documents: bytes put in, and what the court gives back under its seal.

Words: document (one file as its owner declared it), kind (a published code), rendition (one form of
its bytes: as filed, sealed), scan, document reference number (twelve digits, given at sealing).
Refuses to know what a document is filed for or who is in a case: filings, parties and the register
are other rooms. Bytes never change and nothing here deletes them.
"""
