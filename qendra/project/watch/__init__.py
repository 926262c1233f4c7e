"""The second path: raises the alarm when worker, pages or database are dead, and needs none."""
