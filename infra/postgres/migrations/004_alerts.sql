CREATE TABLE ops.alert (
    fingerprint text        NOT NULL,
    starts_at   timestamptz NOT NULL,
    status      text        NOT NULL CHECK (status IN ('firing', 'resolved')),
    alertname   text        NOT NULL,
    severity    text        NOT NULL,
    service     text        NOT NULL,
    labels      jsonb       NOT NULL,
    annotations jsonb       NOT NULL,
    ends_at     timestamptz,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (fingerprint, starts_at, status),
    CHECK ((status = 'resolved') = (ends_at IS NOT NULL))
);
COMMENT ON TABLE ops.alert IS 'Every notification that Alertmanager delivered: one row when an alert fires, one when it ends.';
COMMENT ON COLUMN ops.alert.fingerprint IS 'Alertmanager''s name for the set of labels.';
COMMENT ON COLUMN ops.alert.starts_at IS 'UTC: it began to fire.';
COMMENT ON COLUMN ops.alert.status IS 'firing or resolved.';
COMMENT ON COLUMN ops.alert.alertname IS 'Name of the rule in infra/prometheus/rules, and of the runbook.';
COMMENT ON COLUMN ops.alert.severity IS 'page (now), ticket (in working hours) or none (the heartbeat).';
COMMENT ON COLUMN ops.alert.service IS 'The declared service that it is about.';
COMMENT ON COLUMN ops.alert.labels IS 'All labels.';
COMMENT ON COLUMN ops.alert.annotations IS 'summary, description with the figure, and runbook, as first delivered.';
COMMENT ON COLUMN ops.alert.ends_at IS 'UTC; null while it fires.';
COMMENT ON COLUMN ops.alert.received_at IS 'UTC: first delivery of this notification, also when the warehouse was away then.';
CREATE INDEX alert_by_arrival ON ops.alert (received_at);
