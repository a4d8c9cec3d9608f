INSERT INTO privacy.passenger (passenger_id, name, email, document)
VALUES (%(passenger_id)s, %(name)s, %(email)s, %(document)s)
