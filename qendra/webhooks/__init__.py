"""Timeline entries told to the programs of others, over HTTP, signed and tried until taken.

Which entries there are is read from the news of ``qendra.tickets``, who may read one is asked
at its gate. What is sent is a row first, as in the outbox; the worker (``qendra.jobs.webhooks``)
is the only caller of the transport.
"""
