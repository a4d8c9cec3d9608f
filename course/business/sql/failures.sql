-- Of the drills with a fault, since the first step of the pipeline: how many failures, not yet over, recovered; the seconds in
-- which none was open; in seconds the mean times to detect, to diagnose and to recover.
WITH failure AS (
    SELECT *, coalesce(recovered_at, fixed_at, now()) AS ended_at FROM ops.incident WHERE fault <> 'none'
), down AS (  -- a moment of two failures counts once
    SELECT sum(upper(span) - lower(span)) AS total
    FROM unnest((SELECT range_agg(tstzrange(injected_at, ended_at)) FROM failure)) AS span
)
SELECT count(*),
       count(*) FILTER (WHERE outcome = 'open'),
       count(*) FILTER (WHERE outcome = 'recovered'),
       extract(epoch FROM now() - (SELECT coalesce(min(started_at), now()) FROM ops.step)
                          - coalesce((SELECT total FROM down), interval '0'))::double precision,
       avg(extract(epoch FROM detected_at - injected_at))::double precision,
       avg(extract(epoch FROM diagnosed_at - detected_at))::double precision,
       avg(extract(epoch FROM recovered_at - injected_at))::double precision
FROM failure
