-- Seconds from the injection to each step; null for a step that was not reached.
SELECT fault, alert, injected_at,
       extract(epoch FROM detected_at - injected_at),
       extract(epoch FROM diagnosed_at - injected_at),
       extract(epoch FROM recovered_at - injected_at),
       outcome
FROM ops.incident
WHERE outcome <> 'open' AND fault <> 'none'
ORDER BY id DESC
LIMIT 1
