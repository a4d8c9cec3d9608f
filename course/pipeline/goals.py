"""What the data are held to; dashboards colour by it and exercises decide by it."""

# The class plan's goal for the score of quality, 0 to 1.
QUALITY = 0.95
# Yesterday's flights arrive at 06:00, so the newest day has ended up to 30 hours ago: an hour of grace.
AGE_HOURS = 31
# From here on the alert DataStale fires.
STALE_HOURS = 36
