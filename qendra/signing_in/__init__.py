"""How people come in: the pages before the two faces, and what each may set about it."""
