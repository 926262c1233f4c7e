"""What happened to the customers of Interspace, as people tell it."""

from qendra.demo.stories.hosting import HOSTING_FAULTS
from qendra.demo.stories.network import NETWORK_FAULTS
from qendra.demo.stories.requests import REQUESTS
from qendra.demo.stories.story import Event, Story

FAULTS = NETWORK_FAULTS + HOSTING_FAULTS
STORIES = FAULTS + REQUESTS

__all__ = ["FAULTS", "STORIES", "Event", "Story"]
