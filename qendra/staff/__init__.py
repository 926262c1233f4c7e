"""The provider's people: their pages, their teams, and how somebody leaves.

Above the desk and the API, because whoever leaves leaves traces in all of them.
"""
