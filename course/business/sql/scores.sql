-- The newest score of each data set.
SELECT DISTINCT ON (dataset) dataset, score FROM quality.score ORDER BY dataset, measured_at DESC
