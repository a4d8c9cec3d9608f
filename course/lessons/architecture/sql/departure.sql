-- What the load of exercise 02.02 fills: gone with the session.
CREATE TEMPORARY TABLE departure (
    day       date,
    flight    integer,
    delay_min integer NOT NULL,
    PRIMARY KEY (day, flight)
)
