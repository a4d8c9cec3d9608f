SELECT dataset, newest
FROM (SELECT 'flights' AS dataset, max(flight_date) AS newest FROM mart.flight
      UNION ALL
      SELECT 'weather', max(weather_date) FROM mart.weather) AS days
WHERE newest IS NOT NULL
