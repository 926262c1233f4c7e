"""The views: parse, call one action, render."""
