SELECT round(sum(temperature_f)::numeric, 6), round(sum(humidity_pct)::numeric, 6),
       round(sum(precipitation_in)::numeric, 6)
FROM mart.weather
WHERE weather_date = %(day)s
