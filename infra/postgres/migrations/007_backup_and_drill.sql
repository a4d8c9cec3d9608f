CREATE TABLE ops.backup (
    kind        text        NOT NULL CHECK (kind IN ('warehouse', 'airflow', 'objects', 'base')),
    name        text        NOT NULL,
    taken_at    timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now(),
    size_bytes  bigint      NOT NULL CHECK (size_bytes >= 0),
    newest_day  date,
    PRIMARY KEY (kind, name)
);
COMMENT ON TABLE ops.backup IS 'One row a finished part of a backup. What is in it: its manifest, in the bucket backups.';
COMMENT ON COLUMN ops.backup.kind IS 'warehouse, airflow (dumps), objects (the list of the object store) or base (the cluster, for a point in time).';
COMMENT ON COLUMN ops.backup.name IS 'Of the backup; of a base backup, pgBackRest''s label.';
COMMENT ON COLUMN ops.backup.taken_at IS 'UTC; later changes are not in it.';
COMMENT ON COLUMN ops.backup.finished_at IS 'UTC.';
COMMENT ON COLUMN ops.backup.size_bytes IS 'As stored.';
COMMENT ON COLUMN ops.backup.newest_day IS 'Last logical date with flights in it; null but for the warehouse.';

CREATE TABLE ops.restore_drill (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finished_at     timestamptz NOT NULL DEFAULT now(),
    backup          text        NOT NULL,
    succeeded       boolean     NOT NULL,
    seconds         double precision NOT NULL,
    tables_compared integer     NOT NULL,
    rows_compared   bigint      NOT NULL,
    error           text,
    CHECK (succeeded = (error IS NULL))
);
COMMENT ON TABLE ops.restore_drill IS 'One row a restore drill: the newest backup restored into scratch databases and compared with its manifest.';
COMMENT ON COLUMN ops.restore_drill.id IS 'In the order of their ends.';
COMMENT ON COLUMN ops.restore_drill.finished_at IS 'UTC.';
COMMENT ON COLUMN ops.restore_drill.backup IS 'Name of the backup; empty when there was none.';
COMMENT ON COLUMN ops.restore_drill.succeeded IS 'Whether every table had the rows and the checksum of the manifest.';
COMMENT ON COLUMN ops.restore_drill.seconds IS 'To fetch, restore and compare.';
COMMENT ON COLUMN ops.restore_drill.tables_compared IS 'Of all databases; 0 when it failed.';
COMMENT ON COLUMN ops.restore_drill.rows_compared IS 'Of all databases; 0 when it failed.';
COMMENT ON COLUMN ops.restore_drill.error IS 'What stopped it.';
