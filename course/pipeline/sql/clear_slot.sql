DELETE FROM mart_all.loaded WHERE colour = %(colour)s;
DELETE FROM mart_all.reject WHERE colour = %(colour)s;
DELETE FROM mart_all.flight WHERE colour = %(colour)s;
DELETE FROM mart_all.weather WHERE colour = %(colour)s;
DELETE FROM mart_all.plane WHERE colour = %(colour)s;
DELETE FROM mart_all.airport WHERE colour = %(colour)s;
DELETE FROM mart_all.airline WHERE colour = %(colour)s
