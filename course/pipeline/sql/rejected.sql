SELECT count(*) FILTER (WHERE reason = %(duplicate)s), count(*) FILTER (WHERE reason <> %(duplicate)s)
FROM quality.reject
WHERE day = %(day)s AND dataset = %(dataset)s
