"""What customers buy and where it runs: customers, contracts, services, circuits, prefixes."""
