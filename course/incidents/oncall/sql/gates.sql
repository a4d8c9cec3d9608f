-- A day that somebody has released is settled, before it passes and after, until other data of it are held again.
SELECT dataset, gate, value, low, high
FROM quality.gate AS measured
WHERE NOT (
    SELECT coalesce(bool_and(released_at IS NOT NULL), false)
    FROM ops.held_day AS held
    WHERE (held.day, held.dataset, held.rule) = (measured.day, measured.dataset, measured.gate)
      AND held.cleared_at IS NULL
)
  AND NOT (passed AND value NOT BETWEEN low AND high)  -- only a release lets such a figure pass
