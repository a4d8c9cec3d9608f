INSERT INTO ops.lineage (run_id, day, step, event_type, event)
VALUES (%(run_id)s, %(day)s, %(step)s, %(event_type)s, %(event)s)
