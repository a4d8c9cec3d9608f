INSERT INTO privacy.booking (booking_id, passenger_id, flight_date, carrier, flight, origin, seat)
VALUES (%(booking_id)s, %(passenger_id)s, %(flight_date)s, %(carrier)s, %(flight)s, %(origin)s, %(seat)s)
