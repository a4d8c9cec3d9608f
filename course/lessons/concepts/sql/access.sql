-- What each of the warehouse's roles may do.
SELECT role,
       has_table_privilege(role, 'mart.flight', 'SELECT') AS reads_flights,
       has_table_privilege(role, 'mart.flight', 'DELETE') AS deletes_flights,
       has_table_privilege(role, 'quality.result', 'SELECT') AS reads_quality,
       has_table_privilege(role, 'audit.event', 'SELECT') AS reads_audit,
       has_table_privilege(role, 'audit.event', 'DELETE') AS deletes_audit
FROM unnest(ARRAY['analyst', 'student', 'auditor', 'etl']) AS role
