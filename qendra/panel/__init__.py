"""The customer's control panel."""
