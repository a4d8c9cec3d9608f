CREATE TABLE quality.gate (
    dataset     text        NOT NULL,
    gate        text        NOT NULL,
    day         date        NOT NULL,
    run_id      text        NOT NULL,
    value       double precision NOT NULL,
    low         double precision NOT NULL,
    high        double precision NOT NULL,
    passed      boolean     NOT NULL,
    measured_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (dataset, gate)
);
COMMENT ON TABLE quality.gate IS 'What each gate measured last, before anything reached mart. The gates: course.pipeline.gates.';
COMMENT ON COLUMN quality.gate.dataset IS 'As in quality.result.';
COMMENT ON COLUMN quality.gate.gate IS 'Name of the gate.';
COMMENT ON COLUMN quality.gate.day IS 'Logical date that was measured.';
COMMENT ON COLUMN quality.gate.run_id IS 'As in quality.result.';
COMMENT ON COLUMN quality.gate.value IS 'The figure: a share, a ratio or a number in the gate''s unit.';
COMMENT ON COLUMN quality.gate.low IS 'The least that passes.';
COMMENT ON COLUMN quality.gate.high IS 'The most that passes.';
COMMENT ON COLUMN quality.gate.passed IS 'Whether it did, or the day was released.';
COMMENT ON COLUMN quality.gate.measured_at IS 'UTC.';

CREATE TABLE ops.held_day (
    day            date        NOT NULL,
    dataset        text        NOT NULL,
    rule           text        NOT NULL,
    source_version text        NOT NULL,
    reason         text        NOT NULL,
    run_id         text        NOT NULL,
    held_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    released_at    timestamptz,
    released_by    text,
    cleared_at     timestamptz,
    PRIMARY KEY (day, dataset, rule, source_version)
);
COMMENT ON TABLE ops.held_day IS 'Days that a gate kept out of mart, which keeps what it had. Held while neither released nor cleared.';
COMMENT ON COLUMN ops.held_day.day IS 'Logical date.';
COMMENT ON COLUMN ops.held_day.dataset IS 'As in quality.result.';
COMMENT ON COLUMN ops.held_day.rule IS 'The gate that did not pass.';
COMMENT ON COLUMN ops.held_day.source_version IS 'Of the data that were judged: a release is of these alone.';
COMMENT ON COLUMN ops.held_day.reason IS 'What was found, with the figure, for a reader.';
COMMENT ON COLUMN ops.held_day.run_id IS 'The run that was stopped, or the word by which a run by hand goes.';
COMMENT ON COLUMN ops.held_day.held_at IS 'UTC, first time.';
COMMENT ON COLUMN ops.held_day.released_at IS 'UTC, when somebody decided that the data are right all the same; null otherwise.';
COMMENT ON COLUMN ops.held_day.released_by IS 'Why, in the words of who released it.';
COMMENT ON COLUMN ops.held_day.cleared_at IS 'UTC, when the day passed every gate; null otherwise.';

CREATE TABLE ops.incident (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fault        text        NOT NULL,
    injected_at  timestamptz NOT NULL,
    day          date        NOT NULL,
    run_id       text,
    alert        text        NOT NULL DEFAULT '',
    detected_at  timestamptz,
    cause        text        NOT NULL DEFAULT '',
    evidence     text        NOT NULL DEFAULT '',
    attempts     integer     NOT NULL DEFAULT 0,
    diagnosed_at timestamptz,
    fixed_at     timestamptz,
    recovered_at timestamptz,
    outcome      text        NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'recovered', 'abandoned', 'quiet')),
    CHECK (detected_at >= injected_at AND recovered_at >= fixed_at)
);
COMMENT ON TABLE ops.incident IS 'One row a drill, written as it goes on. The measures made of it: course.incidents.measures.';
COMMENT ON COLUMN ops.incident.id IS 'In the order of the injections.';
COMMENT ON COLUMN ops.incident.fault IS 'The fault that was injected, by its name in course/incidents/faults; "none" in a control drill.';
COMMENT ON COLUMN ops.incident.injected_at IS 'UTC: the failure begins.';
COMMENT ON COLUMN ops.incident.day IS 'Logical date that the drill ran.';
COMMENT ON COLUMN ops.incident.run_id IS 'The DAG run.';
COMMENT ON COLUMN ops.incident.alert IS 'The alert that fired first.';
COMMENT ON COLUMN ops.incident.detected_at IS 'UTC: the alert began to fire.';
COMMENT ON COLUMN ops.incident.cause IS 'The cause that was given last.';
COMMENT ON COLUMN ops.incident.evidence IS 'The evidence that was given last.';
COMMENT ON COLUMN ops.incident.attempts IS 'How many diagnoses were given.';
COMMENT ON COLUMN ops.incident.diagnosed_at IS 'UTC: the diagnosis was right.';
COMMENT ON COLUMN ops.incident.fixed_at IS 'UTC: the fault was cleared.';
COMMENT ON COLUMN ops.incident.recovered_at IS 'UTC: the alert no longer fires and the run has ended well.';
COMMENT ON COLUMN ops.incident.outcome IS 'open, recovered, abandoned (fault cleared before it was over) or quiet (a control: nothing fired).';
