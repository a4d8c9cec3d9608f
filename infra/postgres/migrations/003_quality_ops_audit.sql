CREATE TABLE quality.result (
    run_id       text        NOT NULL,
    day          date        NOT NULL,
    dataset      text        NOT NULL,
    rule         text        NOT NULL,
    dimension    text        NOT NULL
        CHECK (dimension IN ('completeness', 'uniqueness', 'validity', 'timeliness', 'consistency')),
    rows_checked bigint      NOT NULL CHECK (rows_checked >= 0),
    rows_failed  bigint      NOT NULL CHECK (rows_failed BETWEEN 0 AND rows_checked),
    threshold    double precision NOT NULL CHECK (threshold BETWEEN 0 AND 1),
    passed       boolean     NOT NULL,
    measured_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, day, dataset, rule)
);
COMMENT ON TABLE quality.result IS 'Every rule''s result, one row a run, day, data set and rule. The rules: course.pipeline.rules.';
COMMENT ON COLUMN quality.result.run_id IS 'The DAG run, or the word by which a run by hand goes; measured again, its rows are replaced.';
COMMENT ON COLUMN quality.result.day IS 'Logical date.';
COMMENT ON COLUMN quality.result.dataset IS 'flights, weather, airlines, airports or planes.';
COMMENT ON COLUMN quality.result.rule IS 'Name of the rule.';
COMMENT ON COLUMN quality.result.dimension IS 'What aspect of quality the rule measures.';
COMMENT ON COLUMN quality.result.rows_checked IS 'Rows that the rule speaks of.';
COMMENT ON COLUMN quality.result.rows_failed IS 'Those of them that break it.';
COMMENT ON COLUMN quality.result.threshold IS 'Share of rows, 0 to 1, that must keep the rule.';
COMMENT ON COLUMN quality.result.passed IS 'Whether they did.';
COMMENT ON COLUMN quality.result.measured_at IS 'UTC.';

CREATE TABLE quality.score (
    run_id      text        NOT NULL,
    day         date        NOT NULL,
    dataset     text        NOT NULL,
    score       double precision NOT NULL CHECK (score BETWEEN 0 AND 1),
    measured_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, day, dataset)
);
COMMENT ON TABLE quality.score IS 'One score a run, day and data set. The formula: course.pipeline.score.';
COMMENT ON COLUMN quality.score.run_id IS 'As in quality.result.';
COMMENT ON COLUMN quality.score.day IS 'Logical date.';
COMMENT ON COLUMN quality.score.dataset IS 'As in quality.result.';
COMMENT ON COLUMN quality.score.score IS '0 (nothing holds) to 1 (every rule holds for every row).';
COMMENT ON COLUMN quality.score.measured_at IS 'UTC.';

CREATE TABLE quality.reject (
    day        date    NOT NULL,
    dataset    text    NOT NULL,
    row_number integer NOT NULL,
    reason     text    NOT NULL,
    row        jsonb   NOT NULL,
    PRIMARY KEY (day, dataset, row_number)
);
COMMENT ON TABLE quality.reject IS 'The source''s rows that are not in mart, with the reason. Replaced with the day by its load.';
COMMENT ON COLUMN quality.reject.day IS 'Logical date of the load.';
COMMENT ON COLUMN quality.reject.dataset IS 'As in quality.result.';
COMMENT ON COLUMN quality.reject.row_number IS 'Place among the rows that the source gave for the day, from 1.';
COMMENT ON COLUMN quality.reject.reason IS 'What is wrong with it, one of the reasons of course.pipeline.rejects.';
COMMENT ON COLUMN quality.reject.row IS 'The row as received.';

CREATE TABLE ops.step (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id        text        NOT NULL,
    day           date        NOT NULL,
    step          text        NOT NULL,
    started_at    timestamptz NOT NULL DEFAULT now(),
    finished_at   timestamptz,
    outcome       text        NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'success', 'failed')),
    rows_in       bigint,
    rows_out      bigint,
    rows_rejected bigint,
    detail        jsonb       NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE ops.step IS 'One row an attempt of a pipeline step, written when it starts and again when it ends.';
COMMENT ON COLUMN ops.step.id IS 'In the order of the starts.';
COMMENT ON COLUMN ops.step.run_id IS 'The DAG run, or the word by which a run by hand goes.';
COMMENT ON COLUMN ops.step.day IS 'Logical date.';
COMMENT ON COLUMN ops.step.step IS 'extract, transform, load or quality.';
COMMENT ON COLUMN ops.step.started_at IS 'UTC.';
COMMENT ON COLUMN ops.step.finished_at IS 'UTC; null while it runs, and for ever if it was killed.';
COMMENT ON COLUMN ops.step.outcome IS 'running, success or failed.';
COMMENT ON COLUMN ops.step.rows_in IS 'Rows that the step was given.';
COMMENT ON COLUMN ops.step.rows_out IS 'Rows that it passed on.';
COMMENT ON COLUMN ops.step.rows_rejected IS 'Rows that it set aside.';
COMMENT ON COLUMN ops.step.detail IS 'What else is worth knowing: per data set, the trace, the error.';
CREATE INDEX step_of_day ON ops.step (day, step, id);

CREATE TABLE ops.loaded (
    dataset        text        NOT NULL,
    part           text        NOT NULL,
    sha256         text        NOT NULL,
    source_version text        NOT NULL,
    rows           bigint      NOT NULL,
    loaded_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (dataset, part)
);
COMMENT ON TABLE ops.loaded IS 'What the warehouse holds and where it came from; written in the transaction of the load.';
COMMENT ON COLUMN ops.loaded.dataset IS 'As in quality.result.';
COMMENT ON COLUMN ops.loaded.part IS 'The logical date, or "all" for reference data.';
COMMENT ON COLUMN ops.loaded.sha256 IS 'Of the Parquet file that was loaded.';
COMMENT ON COLUMN ops.loaded.source_version IS 'The source''s version of the data.';
COMMENT ON COLUMN ops.loaded.rows IS 'How many rows.';
COMMENT ON COLUMN ops.loaded.loaded_at IS 'UTC, of the last load, whether it changed anything or not.';

CREATE TABLE audit.event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor       text        NOT NULL DEFAULT session_user,
    action      text        NOT NULL,
    object      text        NOT NULL,
    detail      jsonb       NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE audit.event IS 'Append-only: not even its owner changes or deletes a row without first removing the trigger.';
COMMENT ON COLUMN audit.event.id IS 'In the order of writing.';
COMMENT ON COLUMN audit.event.happened_at IS 'UTC.';
COMMENT ON COLUMN audit.event.actor IS 'The database role that wrote the row.';
COMMENT ON COLUMN audit.event.action IS 'What was done.';
COMMENT ON COLUMN audit.event.object IS 'To what.';
COMMENT ON COLUMN audit.event.detail IS 'Whatever else is known.';

CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit.event is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
