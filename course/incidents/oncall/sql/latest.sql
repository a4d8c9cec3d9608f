-- As open.sql says, an alert that has begun anew has ended before.
SELECT alertname, severity, service, status, coalesce(annotations ->> 'description', ''),
       starts_at, ends_at, received_at,
       EXISTS (
           SELECT FROM ops.alert AS ended
           WHERE ended.fingerprint = alert.fingerprint
             AND (ended.starts_at > alert.starts_at OR ended.starts_at = alert.starts_at AND ended.status = 'resolved')
       )
FROM ops.alert
WHERE severity <> 'none'
ORDER BY received_at DESC, status DESC, alertname, service
LIMIT %(limit)s
