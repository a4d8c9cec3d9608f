SELECT dataset, reason, count(*)
FROM quality.reject
WHERE day = %(day)s
GROUP BY dataset, reason
ORDER BY count(*) DESC, dataset, reason
