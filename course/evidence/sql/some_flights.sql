SELECT flight_date, carrier, flight, origin
FROM mart.flight
ORDER BY flight_date DESC, carrier, flight, origin
LIMIT %(count)s
