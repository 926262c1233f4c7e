"""Pages that change by themselves, and who is looking at what: news on its way to open pages.

An open page is told only *that* something changed; it fetches what it may see itself.
"""
