SELECT count(*) FILTER (WHERE cancelled), sum(dep_delay_min), sum(arr_delay_min), sum(air_time_min),
       sum(distance_miles)
FROM mart.flight
WHERE flight_date = %(day)s
