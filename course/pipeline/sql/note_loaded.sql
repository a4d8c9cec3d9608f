INSERT INTO ops.loaded (dataset, part, sha256, source_version, rows)
VALUES (%(dataset)s, %(part)s, %(sha256)s, %(source_version)s, %(rows)s)
ON CONFLICT (dataset, part) DO UPDATE
SET sha256 = excluded.sha256, source_version = excluded.source_version, rows = excluded.rows,
    loaded_at = excluded.loaded_at
