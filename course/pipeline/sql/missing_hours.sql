-- Of the hours that the day has on the clocks of New York's airports (23 or 25 when they are put
-- forward or back), for each of the three: how many there are, and how many were not observed.
WITH day AS (
    SELECT %(day)s::timestamp AT TIME ZONE 'America/New_York' AS starts,
           (%(day)s::date + 1)::timestamp AT TIME ZONE 'America/New_York' AS ends
), due AS (
    SELECT origin, hour
    FROM day,
         generate_series(day.starts, day.ends - interval '1 hour', interval '1 hour') AS hour,
         unnest(ARRAY['EWR', 'JFK', 'LGA']) AS origin
)
SELECT count(*), count(*) FILTER (WHERE w.origin IS NULL)
FROM due
LEFT JOIN mart.weather AS w
       ON w.weather_date = %(day)s AND w.origin = due.origin AND w.observed_at = due.hour
