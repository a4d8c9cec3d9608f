-- Who is connected: role, database, what the sessions do, how many.
SELECT usename, datname, state, count(*)
FROM pg_stat_activity
WHERE datname IS NOT NULL
GROUP BY usename, datname, state
ORDER BY count(*) DESC, usename, state
