-- Alerts that were delivered as firing and not as resolved since; the heartbeat is none of them.
SELECT count(*)
FROM ops.alert AS fired
WHERE status = 'firing' AND severity <> 'none'
  AND NOT EXISTS (
      SELECT FROM ops.alert AS ended
      WHERE ended.fingerprint = fired.fingerprint AND ended.starts_at = fired.starts_at AND ended.status = 'resolved'
  )
