SELECT count(DISTINCT day) FROM ops.held_day WHERE released_at IS NULL AND cleared_at IS NULL
