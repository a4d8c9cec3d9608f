SELECT flight_date, count(*) AS flights
FROM mart.flight
WHERE flight_date BETWEEN %(first)s AND %(last)s
GROUP BY flight_date
