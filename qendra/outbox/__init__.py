"""Everything that leaves the house is a row here first.

An action queues messages in its own transaction; the worker (``qendra.jobs.deliver``), the
only caller of the transports, sends them. The outbox is the queue: claimed with SKIP LOCKED,
under a lease, retried with back-off, dead letters kept for the desk.
"""
