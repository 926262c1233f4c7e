"""The worker's loops: each finds due work and calls an action."""
