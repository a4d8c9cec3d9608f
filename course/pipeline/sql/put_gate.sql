INSERT INTO quality.gate (dataset, gate, day, run_id, value, low, high, passed)
VALUES (%(dataset)s, %(gate)s, %(day)s, %(run_id)s, %(value)s, %(low)s, %(high)s, %(passed)s)
ON CONFLICT (dataset, gate) DO UPDATE
SET day = excluded.day, run_id = excluded.run_id, value = excluded.value, low = excluded.low,
    high = excluded.high, passed = excluded.passed, measured_at = excluded.measured_at
