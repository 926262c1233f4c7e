"""What a person wants to be written about, and how they want to be addressed."""
