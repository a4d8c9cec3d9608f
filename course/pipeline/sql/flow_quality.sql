SELECT (SELECT count(*) FROM quality.result WHERE day = %(day)s AND run_id = %(run_id)s),
       (SELECT min(score) FROM quality.score WHERE day = %(day)s AND run_id = %(run_id)s)
