-- What each rule measured of the newest day; one that spoke of no row says nothing.
SELECT DISTINCT ON (dataset, rule)
       dataset, dimension, rule, 1 - rows_failed / rows_checked::double precision AS ratio, threshold
FROM quality.result
WHERE rows_checked > 0
ORDER BY dataset, rule, day DESC, measured_at DESC
