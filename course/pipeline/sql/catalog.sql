-- Every table outside PostgreSQL's own schemas and those that stand behind mart, one row a column, with names
-- as SQL writes them, and whether the role that asks may read the table.
SELECT quote_ident(n.nspname), coalesce(obj_description(n.oid, 'pg_namespace'), ''),
       quote_ident(c.relname), coalesce(obj_description(c.oid, 'pg_class'), ''),
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
       quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), coalesce(col_description(c.oid, a.attnum), '')
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^(pg|mart)_'
ORDER BY n.nspname <> 'mart', n.nspname, c.relname, a.attnum
