-- What each role may do with each table, in psql's letters: a INSERT, r SELECT, w UPDATE, d DELETE.
SELECT role, name,
       concat(CASE WHEN has_table_privilege(role, name, 'INSERT') THEN 'a' END,
              CASE WHEN has_table_privilege(role, name, 'SELECT') THEN 'r' END,
              CASE WHEN has_table_privilege(role, name, 'UPDATE') THEN 'w' END,
              CASE WHEN has_table_privilege(role, name, 'DELETE') THEN 'd' END) AS may
FROM unnest(%(roles)s) AS role, unnest(%(tables)s) AS name
