SELECT passenger_id::text, name, email, document
FROM privacy.passenger
WHERE created_at < now() - make_interval(days => %(days)s)
