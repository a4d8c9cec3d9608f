-- Trips of many aircraft over a year, in no order: gone with the session.
CREATE TEMPORARY TABLE trip AS
SELECT 'N' || (10000 + floor(random() * %(planes)s)::integer)      AS tailnum,
       date '2025-01-01' + floor(random() * 365)::integer          AS flight_date,
       (ARRAY['EWR', 'JFK', 'LGA'])[1 + floor(random() * 3)::integer] AS origin,
       floor(random() * 90)::integer - 10                          AS delay_min
FROM generate_series(1, %(rows)s);
ANALYZE trip
