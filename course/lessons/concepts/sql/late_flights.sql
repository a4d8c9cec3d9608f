-- Departures of the newest day that were 15 minutes late or more, by airport: as they are, and as a report
-- would count them if EWR had been loaded twice and every second page of LGA had been lost.
WITH late AS (
    SELECT origin, flight
    FROM mart.flight
    WHERE flight_date = (SELECT max(flight_date) FROM mart.flight) AND dep_delay_min >= 15
), seen AS (
    SELECT origin FROM late WHERE origin <> 'LGA' OR flight % 2 = 0
    UNION ALL
    SELECT origin FROM late WHERE origin = 'EWR'
)
SELECT origin,
       (SELECT count(*) FROM late WHERE late.origin = airport.origin) AS late,
       (SELECT count(*) FROM seen WHERE seen.origin = airport.origin) AS seen
FROM (VALUES ('EWR'), ('JFK'), ('LGA')) AS airport (origin)
ORDER BY origin
