-- Where data came from, and the one place of the warehouse with people in it.

CREATE TABLE ops.lineage (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id      text        NOT NULL,
    day         date        NOT NULL,
    step        text        NOT NULL,
    event_type  text        NOT NULL CHECK (event_type IN ('START', 'COMPLETE', 'FAIL')),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    event       jsonb       NOT NULL
);
COMMENT ON TABLE ops.lineage IS 'OpenLineage run events of the pipeline''s steps, one when a step starts and one when it ends.';
COMMENT ON COLUMN ops.lineage.id IS 'In the order of writing.';
COMMENT ON COLUMN ops.lineage.run_id IS 'As in ops.step.';
COMMENT ON COLUMN ops.lineage.day IS 'Logical date.';
COMMENT ON COLUMN ops.lineage.step IS 'extract, transform, load or quality.';
COMMENT ON COLUMN ops.lineage.event_type IS 'START, COMPLETE or FAIL.';
COMMENT ON COLUMN ops.lineage.recorded_at IS 'UTC.';
COMMENT ON COLUMN ops.lineage.event IS 'The event: https://openlineage.io/spec/2-0-2/OpenLineage.json.';
CREATE INDEX lineage_of_run ON ops.lineage (run_id, step, id);

-- Synthetic: made for a data-subject request and removed with it. Analysts and students see none of it.
CREATE SCHEMA privacy;
COMMENT ON SCHEMA privacy IS 'Personal data, all of it synthetic: passengers, for data-subject requests.';
GRANT USAGE ON SCHEMA privacy TO etl;
ALTER DEFAULT PRIVILEGES IN SCHEMA privacy GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO etl;

CREATE TABLE privacy.passenger (
    passenger_id uuid PRIMARY KEY,
    name         text        NOT NULL,
    email        text        NOT NULL UNIQUE,
    document     text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE privacy.passenger IS 'One row a synthetic passenger. Source: course.evidence.passengers.';
COMMENT ON COLUMN privacy.passenger.passenger_id IS 'Random, says nothing of the person.';
COMMENT ON COLUMN privacy.passenger.name IS 'Made up.';
COMMENT ON COLUMN privacy.passenger.email IS 'Made up, in the domain example.org, which belongs to nobody.';
COMMENT ON COLUMN privacy.passenger.document IS 'Made up, not a valid number of any country.';
COMMENT ON COLUMN privacy.passenger.created_at IS 'UTC. Nothing about the person is older.';

CREATE TABLE privacy.booking (
    booking_id   uuid PRIMARY KEY,
    passenger_id uuid    NOT NULL REFERENCES privacy.passenger ON DELETE CASCADE,
    flight_date  date    NOT NULL,
    carrier      text    COLLATE "C" NOT NULL,
    flight       integer NOT NULL,
    origin       text    COLLATE "C" NOT NULL,
    seat         text    NOT NULL
);
COMMENT ON TABLE privacy.booking IS 'One row a synthetic passenger''s seat on a flight. Source: course.evidence.passengers.';
COMMENT ON COLUMN privacy.booking.booking_id IS 'Random.';
COMMENT ON COLUMN privacy.booking.passenger_id IS 'Whose.';
COMMENT ON COLUMN privacy.booking.flight_date IS 'With carrier, flight and origin: key of mart.flight.';
COMMENT ON COLUMN privacy.booking.carrier IS 'As in mart.flight.';
COMMENT ON COLUMN privacy.booking.flight IS 'As in mart.flight.';
COMMENT ON COLUMN privacy.booking.origin IS 'As in mart.flight.';
COMMENT ON COLUMN privacy.booking.seat IS 'Row and letter.';

-- The comments are what column lineage is read from; these did not name just what the column is made of.
COMMENT ON COLUMN mart.flight.scheduled_arrival IS 'UTC; null where the time zone of dest is unknown. Source: sched_arr_time (HHMM, local to dest), on the day that gives the shortest positive duration after scheduled_departure.';
COMMENT ON COLUMN mart.weather.observed_at IS 'UTC, full hour. Source: day and hour, local to the origin.';
COMMENT ON COLUMN mart.flight.scheduled_departure_local IS 'The scheduled departure on the airport''s own clock, for questions about the time of day. Source: day and sched_dep_time.';
