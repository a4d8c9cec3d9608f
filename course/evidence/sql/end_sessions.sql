-- Waits for each, two seconds at most.
SELECT pg_terminate_backend(pid, 2000)
FROM pg_stat_activity
WHERE usename = %(user)s
