INSERT INTO ops.step (run_id, day, step, pipeline_version)
VALUES (%(run_id)s, %(day)s, %(step)s, %(pipeline_version)s)
RETURNING id
