SELECT * FROM mart.flight WHERE flight_date = %s AND carrier = %s AND flight = %s AND origin = %s
