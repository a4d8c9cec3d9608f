SELECT 1, CASE WHEN EXISTS (
    SELECT FROM ops.loaded
    WHERE dataset = %(dataset)s AND part = %(part)s AND source_version = %(source_version)s
) THEN 0 ELSE 1 END
