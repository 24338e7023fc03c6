"""Migrations: the steps from an empty database to this program's tables, numbered, both ways."""
