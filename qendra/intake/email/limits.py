"""How much one mail may be. Pure."""

# Base64 makes a file of 37 MB a mail of 50 MiB.
SIZE_LIMIT = 50 * 2**20


class MailTooLarge(Exception):
    """The mail is larger than `SIZE_LIMIT`; it was not stored, and its sender must be told."""
