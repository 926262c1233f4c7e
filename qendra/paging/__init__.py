"""How a page reaches somebody besides by mail: transports, and what is on its way by them.

What is sent is a row first, as in the outbox; the worker (``qendra.jobs.pages``) sends it. What a
page says comes from above: this app knows no tickets.
"""
