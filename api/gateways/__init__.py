"""Gateways: the outside world behind the rooms' ports.

Each module implements a port that a room declares: the document store, the seal, signed links, the
card provider. Refuses to decide anything: a gateway carries, the room judges.
"""
