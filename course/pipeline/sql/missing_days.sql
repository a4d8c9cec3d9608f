-- Reference data come with every day: where they are all that differs, the day loaded last brings them.
WITH differs AS (
    SELECT part, loaded_at
    FROM ops.loaded AS live
    WHERE NOT EXISTS (
        SELECT FROM mart_all.loaded AS other
        WHERE other.colour = %(colour)s
          AND (other.dataset, other.part, other.source_version) = (live.dataset, live.part, live.source_version)
    )
), days AS (
    SELECT part, max(loaded_at) AS loaded_at FROM ops.loaded WHERE part <> 'all' GROUP BY part
)
SELECT part::date
FROM days
WHERE part IN (SELECT part FROM differs)
   OR (EXISTS (SELECT FROM differs WHERE part = 'all') AND loaded_at = (SELECT max(loaded_at) FROM days))
ORDER BY loaded_at, part
