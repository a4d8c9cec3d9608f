INSERT INTO ops.backup (kind, name, taken_at, size_bytes, newest_day)
VALUES (%(kind)s, %(name)s, %(taken_at)s, %(size)s, %(newest_day)s)
