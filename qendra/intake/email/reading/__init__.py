"""Reading the facts of S6 out of what people write: one file a kind of fact, all pure."""
