SELECT coalesce(r.rolname, ''), a.privilege_type
FROM pg_database AS d
CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a
LEFT JOIN pg_roles AS r ON r.oid = a.grantee
WHERE d.datname = current_database() AND a.grantee <> d.datdba
ORDER BY 1, 2
