SELECT concat_ws('/', carrier, flight, origin)
FROM mart.flight
WHERE flight_date = %(day)s
