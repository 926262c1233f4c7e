"""``script/server``: the whole of Qendra in one terminal, from nothing to signed in."""
