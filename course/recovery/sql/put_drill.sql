INSERT INTO ops.restore_drill (backup, succeeded, seconds, tables_compared, rows_compared, error)
VALUES (%(backup)s, %(error)s IS NULL, %(seconds)s, %(tables)s, %(rows)s, %(error)s)
