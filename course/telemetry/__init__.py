"""What the platform says of itself: metrics, and the ids that join one run's records."""
