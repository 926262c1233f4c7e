"""What changed, how far it came: ``{{ part|part_name }}``, ``{{ arrival|arrival_name }}``."""

from __future__ import annotations

from django import template

from qendra.documents.issued import arrival_name
from qendra.documents.matrix import part_name

register = template.Library()
register.filter("part_name", part_name)
register.filter("arrival_name", arrival_name)
