"""The demo provider Interspace."""
