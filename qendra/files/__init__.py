"""Files by their content: written once, named by their SHA-256, served as downloads only.

Who may see a file is decided by what links to it (an attachment, an outgoing message); this
app knows contents and sizes, no people and no tickets.
"""
