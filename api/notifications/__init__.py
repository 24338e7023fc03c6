"""Notifications: the Message Box, composed from events.

Words: message, Message Box. A message is written in the transaction of the event it tells of, so it
exists whatever any e-mail does later. It hears events and reaches back into no room; what it says
names no party and no document, only numbers and times.
"""
