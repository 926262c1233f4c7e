"""What an administrator sets: one page for each thing, all of one pattern."""
