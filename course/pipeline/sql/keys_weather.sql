SELECT concat_ws('/', w.origin, extract(hour FROM w.observed_at AT TIME ZONE a.time_zone))
FROM mart.weather AS w
JOIN mart.airport AS a ON a.faa = w.origin
WHERE w.weather_date = %(day)s
