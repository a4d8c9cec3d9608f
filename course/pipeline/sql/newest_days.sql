-- By the ledger, not by the rows: a day on which the source had none of a data set (31 December has no weather)
-- is loaded all the same.
SELECT dataset, max(part::date) AS newest
FROM ops.loaded
WHERE part <> 'all'
GROUP BY dataset
