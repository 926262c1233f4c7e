"""The figures: how many, how fast, in how much memory. Nothing of the product imports this."""
