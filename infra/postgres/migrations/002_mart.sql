-- The star schema: one fact (flights), a second one beside it (hourly weather), four dimensions.
--
-- Constraints on the fact are its primary key and NOT NULL, no more:
-- * a foreign key cannot hold: the tail numbers of 15.6 % of the flights and the destinations of
--   2.3 % are not in the registers, and those flights did take place. Whether references resolve
--   is measured by the quality rules, with a threshold, instead of being refused;
-- * a foreign key costs a look-up a row, several times what storing the row costs; the values are
--   checked before, in bulk, by the transform step;
-- * the primary key is worth its price (about a third of the load): whatever goes wrong in the
--   pipeline, no flight is counted twice. Its first column is what a load replaces and readers ask for.
-- Codes are compared byte by byte (COLLATE "C"), which is what they mean and is faster.

CREATE TABLE mart.flight (
    flight_date               date        NOT NULL,
    carrier                   text        COLLATE "C" NOT NULL,
    flight                    integer     NOT NULL,
    origin                    text        COLLATE "C" NOT NULL,
    dest                      text        COLLATE "C" NOT NULL,
    tailnum                   text        COLLATE "C",
    scheduled_departure       timestamptz NOT NULL,
    actual_departure          timestamptz,
    scheduled_arrival         timestamptz,
    actual_arrival            timestamptz,
    scheduled_departure_local timestamp   NOT NULL,
    departure_hour            timestamptz NOT NULL,
    dep_delay_min       integer,
    arr_delay_min         integer,
    air_time_min              integer,
    distance_miles            integer     NOT NULL,
    cancelled                 boolean     NOT NULL,
    PRIMARY KEY (flight_date, carrier, flight, origin)
);
COMMENT ON TABLE mart.flight IS 'One row a flight that was scheduled to leave a New York airport (EWR, JFK, LGA). Source: /v1/flights.';
COMMENT ON COLUMN mart.flight.flight_date IS 'Day of the scheduled departure, local to the origin; the logical date of the load. Source: year, month, day.';
COMMENT ON COLUMN mart.flight.carrier IS 'Airline, key of mart.airline. Source: carrier.';
COMMENT ON COLUMN mart.flight.flight IS 'Flight number. Source: flight.';
COMMENT ON COLUMN mart.flight.origin IS 'Airport of departure, key of mart.airport. Source: origin.';
COMMENT ON COLUMN mart.flight.dest IS 'Airport of arrival, key of mart.airport except for 2.3 % (in 2013: SJU, BQN, STT, PSE). Source: dest.';
COMMENT ON COLUMN mart.flight.tailnum IS 'Aircraft, key of mart.plane except for 15.6 %; unknown for some cancelled flights. Source: tailnum.';
COMMENT ON COLUMN mart.flight.scheduled_departure IS 'UTC. Source: day and sched_dep_time (HHMM, local to the origin).';
COMMENT ON COLUMN mart.flight.actual_departure IS 'UTC: scheduled_departure + dep_delay_min; null if cancelled.';
COMMENT ON COLUMN mart.flight.scheduled_arrival IS 'UTC; null where the time zone of dest is unknown. Source: sched_arr_time (HHMM, local to dest), on the day that gives the shortest positive duration.';
COMMENT ON COLUMN mart.flight.actual_arrival IS 'UTC: scheduled_arrival + arr_delay_min; null if cancelled, diverted, or scheduled_arrival is.';
COMMENT ON COLUMN mart.flight.scheduled_departure_local IS 'The scheduled departure on the clock of the origin, for questions about the time of day.';
COMMENT ON COLUMN mart.flight.departure_hour IS 'UTC, scheduled_departure cut to the hour: joins, with origin, to mart.weather.observed_at.';
COMMENT ON COLUMN mart.flight.dep_delay_min IS 'Minutes; negative when early, null if cancelled. Source: dep_delay.';
COMMENT ON COLUMN mart.flight.arr_delay_min IS 'Minutes; negative when early, null if cancelled or diverted. Source: arr_delay.';
COMMENT ON COLUMN mart.flight.air_time_min IS 'Minutes in the air; null if cancelled or diverted. Source: air_time.';
COMMENT ON COLUMN mart.flight.distance_miles IS 'Distance between the airports, statute miles. Source: distance.';
COMMENT ON COLUMN mart.flight.cancelled IS 'Never departed. Source: dep_time is null.';

CREATE TABLE mart.weather (
    weather_date         date        NOT NULL,
    origin               text        COLLATE "C" NOT NULL,
    observed_at          timestamptz NOT NULL,
    temperature_f        double precision,
    dew_point_f          double precision,
    humidity_pct         double precision,
    wind_direction_deg   integer,
    wind_speed_mph       double precision,
    wind_gust_mph        double precision,
    precipitation_in     double precision,
    pressure_mbar        double precision,
    visibility_miles     double precision,
    PRIMARY KEY (weather_date, origin, observed_at)
);
COMMENT ON TABLE mart.weather IS 'One row an hour and airport of origin. Source: /v1/weather.';
COMMENT ON COLUMN mart.weather.weather_date IS 'Day, local to the airport; the logical date of the load. Source: year, month, day.';
COMMENT ON COLUMN mart.weather.origin IS 'Airport, key of mart.airport. Source: origin.';
COMMENT ON COLUMN mart.weather.observed_at IS 'UTC, full hour. Source: day and hour, local to the airport.';
COMMENT ON COLUMN mart.weather.temperature_f IS 'Degrees Fahrenheit. Source: temp.';
COMMENT ON COLUMN mart.weather.dew_point_f IS 'Degrees Fahrenheit. Source: dewp.';
COMMENT ON COLUMN mart.weather.humidity_pct IS 'Relative humidity, per cent. Source: humid.';
COMMENT ON COLUMN mart.weather.wind_direction_deg IS 'Where the wind comes from, degrees; null when it varies. Source: wind_dir.';
COMMENT ON COLUMN mart.weather.wind_speed_mph IS 'Miles per hour. Source: wind_speed.';
COMMENT ON COLUMN mart.weather.wind_gust_mph IS 'Miles per hour; null without gusts. Source: wind_gust.';
COMMENT ON COLUMN mart.weather.precipitation_in IS 'Inches in the hour. Source: precip.';
COMMENT ON COLUMN mart.weather.pressure_mbar IS 'At sea level, millibar. Source: pressure.';
COMMENT ON COLUMN mart.weather.visibility_miles IS 'Miles, 10 at most. Source: visib.';

CREATE TABLE mart.airline (
    carrier text COLLATE "C" PRIMARY KEY,
    name    text NOT NULL
);
COMMENT ON TABLE mart.airline IS 'One row an airline. Source: /v1/airlines.';
COMMENT ON COLUMN mart.airline.carrier IS 'IATA code. Source: carrier.';
COMMENT ON COLUMN mart.airline.name IS 'Name. Source: name.';

CREATE TABLE mart.airport (
    faa           text COLLATE "C" PRIMARY KEY,
    name          text NOT NULL,
    latitude_deg  double precision NOT NULL,
    longitude_deg double precision NOT NULL,
    altitude_ft   integer NOT NULL,
    time_zone     text
);
COMMENT ON TABLE mart.airport IS 'One row an airport of the United States. Source: /v1/airports.';
COMMENT ON COLUMN mart.airport.faa IS 'FAA code. Source: faa.';
COMMENT ON COLUMN mart.airport.name IS 'Name. Source: name.';
COMMENT ON COLUMN mart.airport.latitude_deg IS 'Degrees, north positive. Source: lat.';
COMMENT ON COLUMN mart.airport.longitude_deg IS 'Degrees, east positive. Source: lon.';
COMMENT ON COLUMN mart.airport.altitude_ft IS 'Feet above sea level. Source: alt.';
COMMENT ON COLUMN mart.airport.time_zone IS 'IANA name; null for the few that the source does not know. Source: tzone.';

CREATE TABLE mart.plane (
    tailnum      text COLLATE "C" PRIMARY KEY,
    year_built   integer,
    type         text NOT NULL,
    manufacturer text NOT NULL,
    model        text NOT NULL,
    engines      integer NOT NULL,
    seats        integer NOT NULL,
    speed_mph    integer,
    engine       text NOT NULL
);
COMMENT ON TABLE mart.plane IS 'One row an aircraft of the FAA''s register. Source: /v1/planes.';
COMMENT ON COLUMN mart.plane.tailnum IS 'Tail number. Source: tailnum.';
COMMENT ON COLUMN mart.plane.year_built IS 'Year of manufacture. Source: year.';
COMMENT ON COLUMN mart.plane.type IS 'Type. Source: type.';
COMMENT ON COLUMN mart.plane.manufacturer IS 'Manufacturer. Source: manufacturer.';
COMMENT ON COLUMN mart.plane.model IS 'Model. Source: model.';
COMMENT ON COLUMN mart.plane.engines IS 'How many engines. Source: engines.';
COMMENT ON COLUMN mart.plane.seats IS 'How many seats. Source: seats.';
COMMENT ON COLUMN mart.plane.speed_mph IS 'Average cruising speed, miles per hour; mostly unknown. Source: speed.';
COMMENT ON COLUMN mart.plane.engine IS 'Kind of engine. Source: engine.';

CREATE TABLE mart.date (
    date        date PRIMARY KEY,
    year        integer NOT NULL,
    quarter     integer NOT NULL,
    month       integer NOT NULL,
    day         integer NOT NULL,
    iso_week    integer NOT NULL,
    iso_weekday integer NOT NULL,
    weekend     boolean NOT NULL,
    source_date date NOT NULL
);
COMMENT ON TABLE mart.date IS 'The calendar, one row a day from 2013 to 2040. Made by the migration.';
COMMENT ON COLUMN mart.date.date IS 'Day; joins to mart.flight.flight_date and mart.weather.weather_date.';
COMMENT ON COLUMN mart.date.year IS 'Year.';
COMMENT ON COLUMN mart.date.quarter IS '1 to 4.';
COMMENT ON COLUMN mart.date.month IS '1 to 12.';
COMMENT ON COLUMN mart.date.day IS 'Day of the month.';
COMMENT ON COLUMN mart.date.iso_week IS 'Week of ISO 8601, 1 to 53.';
COMMENT ON COLUMN mart.date.iso_weekday IS 'Monday 1 to Sunday 7.';
COMMENT ON COLUMN mart.date.weekend IS 'Saturday or Sunday.';
COMMENT ON COLUMN mart.date.source_date IS 'The day of 2013 whose flights the source serves as this day''s.';

INSERT INTO mart.date
SELECT d::date,
       extract(year FROM d), extract(quarter FROM d), extract(month FROM d), extract(day FROM d),
       extract(week FROM d), extract(isodow FROM d), extract(isodow FROM d) > 5,
       make_date(2013, extract(month FROM d)::integer,
                 CASE WHEN to_char(d, 'MMDD') = '0229' THEN 28 ELSE extract(day FROM d)::integer END)
FROM generate_series(timestamp '2013-01-01', timestamp '2040-12-31', interval '1 day') AS d;

-- The calendar is a migration's, not the pipeline's.
REVOKE INSERT, UPDATE, DELETE ON mart.date FROM etl;
