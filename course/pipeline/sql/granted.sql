-- What each of the roles may do with the schema or table that the asking role was denied.
-- PostgreSQL's message leaves out a denied table's schema; it is one that the asking role may use.
SELECT role, 'USAGE'
FROM pg_namespace, unnest(%(roles)s::text[]) AS role
WHERE %(kind)s = 'schema' AND nspname = %(name)s AND has_schema_privilege(role, oid, 'USAGE')
UNION ALL
SELECT role, string_agg(privilege, ', ')
FROM pg_class,
     unnest(%(roles)s::text[]) AS role,
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
WHERE %(kind)s <> 'schema' AND relname = %(name)s AND has_schema_privilege(relnamespace, 'USAGE')
  AND has_table_privilege(role, oid, privilege)
GROUP BY role
ORDER BY role
