INSERT INTO ops.alert (fingerprint, starts_at, status, alertname, severity, service, labels, annotations, ends_at, received_at)
VALUES (:fingerprint, :starts_at, :status, :alertname, :severity, :service,
        CAST(:labels AS jsonb), CAST(:annotations AS jsonb), :ends_at, :received_at)
ON CONFLICT DO NOTHING
