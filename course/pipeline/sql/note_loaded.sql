INSERT INTO mart_all.loaded (colour, dataset, part, sha256, source_version, rows)
VALUES (%(colour)s, %(dataset)s, %(part)s, %(sha256)s, %(source_version)s, %(rows)s)
ON CONFLICT (dataset, part, colour) DO UPDATE
SET sha256 = excluded.sha256, source_version = excluded.source_version, rows = excluded.rows,
    loaded_at = excluded.loaded_at
