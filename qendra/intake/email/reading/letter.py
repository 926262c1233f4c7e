"""What one person wrote at one time; a mail may pass on the letters of others."""

from dataclasses import dataclass

from qendra.intake.email.reading.wall_time import Written


@dataclass(frozen=True)
class Letter:
    """Words, and the subject that heads them: it may be older, as in "Re: down since 10:15"."""

    text: str
    written: Written
    subject: str
    subject_written: Written
