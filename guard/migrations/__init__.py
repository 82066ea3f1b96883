"""The history of the database schema, run by `Store.open` through Alembic.

A new revision is one file in `versions/`, written by hand, that works on SQLite and PostgreSQL. It names
plain SQL types only: a column type of the package may change later, a revision may not.
"""
