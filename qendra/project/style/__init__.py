"""The page ``/style/``: every part of the design system in every state.

Pages are built from these parts only, so what is wrong with one is seen here, and mended
here for every page. A test refuses a part that does not stand on it.
"""
