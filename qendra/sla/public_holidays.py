"""Public holidays of a country, from the `holidays` library; no Django.

Always computed, never stored: what a government proclaims reaches us with an update of the
library, and open clocks with it.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

# From before our first ticket to long after any deadline that is counted today.
YEARS = range(2015, 2056)


@lru_cache(maxsize=64)
def public_holidays(country: str, region: str) -> frozenset[date]:
    """The days off; none for an empty country.

    Raises NotImplementedError for a country or region that the library does not know.
    """
    if not country:
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=YEARS))
