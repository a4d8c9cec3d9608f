-- One that fails while it begins is written first when it is over.
INSERT INTO ops.incident (fault, injected_at, day, run_id, fixed_at, outcome)
VALUES (%(fault)s, %(injected_at)s, %(day)s, %(run_id)s, %(fixed_at)s, %(outcome)s)
RETURNING id
