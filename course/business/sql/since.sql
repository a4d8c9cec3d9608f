-- Now, and since when the platform works: since now, before the first step.
SELECT now(), coalesce(min(started_at), now()) FROM ops.step
