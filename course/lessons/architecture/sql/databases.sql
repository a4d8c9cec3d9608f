-- The course's databases: size in MB, sessions now, and since the statistics began: transactions, share of blocks found in memory.
SELECT datname, round(pg_database_size(datname) / 1e6, 1) AS mb, numbackends, xact_commit, xact_rollback
FROM pg_stat_database
WHERE datname IN ('airflow', 'warehouse')
ORDER BY datname
