"""The customers' control panel: pages, forms and the words of what happened, for customers."""
