"""What staff are written about their tickets, each as they want it; never about what they did."""
