-- Of the newest transform that ended, whether its rows reached the warehouse or were held.
SELECT dataset, reason, number::bigint
FROM (
    SELECT detail -> 'rejects' AS rejects
    FROM ops.step
    WHERE step = 'transform' AND outcome <> 'running'
    ORDER BY id DESC
    LIMIT 1
) AS newest,
    jsonb_each(coalesce(rejects, '{}')) AS of_dataset (dataset, reasons),
    jsonb_each_text(reasons) AS of_reason (reason, number)
