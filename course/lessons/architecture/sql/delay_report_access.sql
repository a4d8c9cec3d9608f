-- Which of the privileges each role has on the report and on its schema, by whatever way.
SELECT role,
       ARRAY(SELECT one FROM unnest(%(on_table)s) AS one
             WHERE has_table_privilege(role, 'sandbox.delay_report', one)),
       ARRAY(SELECT one FROM unnest(%(on_schema)s) AS one
             WHERE has_schema_privilege(role, 'sandbox', one))
FROM unnest(%(roles)s) AS role
