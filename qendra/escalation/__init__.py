"""Escalation (E1 to E4): matrices, the run of each ticket through a frozen copy, and its steps.

It finds its work: tickets whose clock changed (a flag on the ticket) and runs whose next step
is due (a column of the run). ``tickets`` does not know that escalation exists.
"""
