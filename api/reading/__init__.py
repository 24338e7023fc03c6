"""The read engine: a GraphQL selection becomes one SQL statement, the answer's JSON its result.

Its words: a *declaration* binds a Strawberry type to a table; a *shape* is a declared type checked
against that table; a *plan* is a statement with its binds; a *delivery* is how a plan's text
becomes the response (express: as it is; walk: through graphql-core for what only Python can say).
It refuses to know any room: tables, rules and types come from outside.
"""
