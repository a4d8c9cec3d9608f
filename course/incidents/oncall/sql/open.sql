-- Alerts that were delivered as firing and have not ended since; the heartbeat is none of them. Of what fires while
-- Alertmanager is stopped no end is delivered: if it fires still, it is delivered with another beginning.
SELECT count(*)
FROM ops.alert AS fired
WHERE status = 'firing' AND severity <> 'none'
  AND NOT EXISTS (
      SELECT FROM ops.alert AS ended
      WHERE ended.fingerprint = fired.fingerprint
        AND (ended.starts_at > fired.starts_at OR ended.starts_at = fired.starts_at AND ended.status = 'resolved')
  )
