"""What is wrong with this installation, and what helps."""
