-- This session's protocol and cipher, and how many client sessions are encrypted and how many are not.
SELECT (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()),
       (SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()),
       count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl)
FROM pg_stat_ssl
JOIN pg_stat_activity USING (pid)
WHERE backend_type = 'client backend'
