"""The contract: one file per room with its types, inputs, queries and mutations.

The only place besides the read engine, ``app`` and ``publish`` that knows GraphQL. A type says what
is read; a mutation opens one work, makes one call into a room, and names the row to show. No rule
of the court stands here.
"""
