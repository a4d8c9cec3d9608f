-- A flight of the newest day, by its key, with its aircraft.
SELECT flight_date, carrier, flight, origin, tailnum
FROM mart.flight
WHERE tailnum IS NOT NULL
ORDER BY flight_date DESC
LIMIT 1
