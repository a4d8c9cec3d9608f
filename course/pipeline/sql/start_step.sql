INSERT INTO ops.step (run_id, day, step)
VALUES (%(run_id)s, %(day)s, %(step)s)
RETURNING id
