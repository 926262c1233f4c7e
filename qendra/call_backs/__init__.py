"""Calls that a customer was promised: open until one is logged, reminded of until then."""
