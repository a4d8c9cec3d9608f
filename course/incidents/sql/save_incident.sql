UPDATE ops.incident
SET run_id = %(run_id)s, alert = %(alert)s, detected_at = %(detected_at)s, cause = %(cause)s, evidence = %(evidence)s,
    attempts = %(attempts)s, diagnosed_at = %(diagnosed_at)s, fixed_at = %(fixed_at)s,
    recovered_at = %(recovered_at)s, outcome = %(outcome)s
WHERE id = %(id)s
RETURNING id
