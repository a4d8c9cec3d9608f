-- Content and number of the rows that a load of the day may touch: equal before and after, nothing changed.
SELECT 'mart.flight', count(*), md5(string_agg(t::text, E'\n' ORDER BY t::text COLLATE "C"))
FROM mart.flight AS t WHERE flight_date = %(day)s
UNION ALL
SELECT 'mart.weather', count(*), md5(string_agg(t::text, E'\n' ORDER BY t::text COLLATE "C"))
FROM mart.weather AS t WHERE weather_date = %(day)s
UNION ALL
SELECT 'quality.reject', count(*), md5(string_agg(t::text, E'\n' ORDER BY t::text COLLATE "C"))
FROM quality.reject AS t WHERE day = %(day)s
UNION ALL
SELECT 'mart.airline', count(*), md5(string_agg(t::text, E'\n' ORDER BY t::text COLLATE "C")) FROM mart.airline AS t
UNION ALL
SELECT 'mart.airport', count(*), md5(string_agg(t::text, E'\n' ORDER BY t::text COLLATE "C")) FROM mart.airport AS t
UNION ALL
SELECT 'mart.plane', count(*), md5(string_agg(t::text, E'\n' ORDER BY t::text COLLATE "C")) FROM mart.plane AS t
