"""Documents of a service as PDF: its welcome message (S5) and its escalation matrix (E1).

``welcome`` and ``matrix`` say what stands on them in the active language, as a ``paper``;
``press`` sets a paper with document.typ. The same paper is always the same bytes.
"""
