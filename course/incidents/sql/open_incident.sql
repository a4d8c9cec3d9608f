INSERT INTO ops.incident (fault, injected_at, day, run_id, outcome)
VALUES (%(fault)s, %(injected_at)s, %(day)s, %(run_id)s, %(outcome)s)
RETURNING id
