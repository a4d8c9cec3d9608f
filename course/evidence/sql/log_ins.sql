SELECT rolname
FROM pg_roles
WHERE rolcanlogin
