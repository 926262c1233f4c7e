"""The operations of the API, one noun a file: read, call one action, describe."""
