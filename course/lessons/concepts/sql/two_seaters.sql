-- The register's smallest aircraft, with every name masked after its initials.
SELECT regexp_replace(manufacturer, '\Y\w', '*', 'g') AS manufacturer, model, seats
FROM mart.plane
WHERE seats = 2
ORDER BY manufacturer
