SELECT passenger_id::text, name, email, document
FROM privacy.passenger
WHERE email = %(email)s
