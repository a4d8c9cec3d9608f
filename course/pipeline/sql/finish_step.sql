UPDATE ops.step
SET finished_at = clock_timestamp(), outcome = %(outcome)s,
    rows_in = %(rows_in)s, rows_out = %(rows_out)s, rows_rejected = %(rows_rejected)s,
    detail = %(detail)s
WHERE id = %(attempt)s
