-- Releases of the transformation: two of them, blue and green, stand side by side; readers see one.
--
-- Which one is a row in ops.release, and every view of `mart` asks for it. A statement reads all its
-- tables under one snapshot, so it sees one release whole, and a switch, which is an UPDATE of two
-- rows, waits for no reader and holds none up. Nothing is renamed, replaced or locked: docs/releases.md
-- has the measurement of what renaming and replacing do instead.
--
-- mart_blue, mart_green   a release each: its tables, the ledger of its loads, its rejected rows
-- mart_canary             a share of the days as a candidate makes them, while it is judged
-- mart_all                the same tables over all of them, partitioned by colour
-- mart, ops.loaded, quality.reject   the serving release, as views that take writes as well

CREATE TABLE ops.release (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version     text        NOT NULL,
    colour      text        UNIQUE CHECK (colour IN ('blue', 'green')),
    built_at    timestamptz,
    switched_at timestamptz,
    retired_at  timestamptz,
    days        integer,
    verdict     jsonb       NOT NULL DEFAULT '{}',
    live        boolean     NOT NULL GENERATED ALWAYS AS (switched_at IS NOT NULL AND retired_at IS NULL) STORED,
    CHECK (NOT live OR (colour IS NOT NULL AND built_at IS NOT NULL))
);
CREATE UNIQUE INDEX one_live_release ON ops.release (live) WHERE live;
COMMENT ON TABLE ops.release IS 'Every release of the transformation, and every candidate that was refused.';
COMMENT ON COLUMN ops.release.id IS 'In the order in which they were tried.';
COMMENT ON COLUMN ops.release.version IS 'Name of the version of the transformation: course.pipeline.releases.versions.';
COMMENT ON COLUMN ops.release.colour IS 'Where it stands, blue or green; null when it was refused, or another took its place.';
COMMENT ON COLUMN ops.release.built_at IS 'UTC, when it had every day of the live one; null before.';
COMMENT ON COLUMN ops.release.switched_at IS 'UTC, when readers last began to see it; null if never.';
COMMENT ON COLUMN ops.release.retired_at IS 'UTC, when they last ceased to; null while they do, and before.';
COMMENT ON COLUMN ops.release.days IS 'Days that it had when it was built.';
COMMENT ON COLUMN ops.release.verdict IS 'What canary found: passed, days, findings (table, measure, subject, figure, limit).';
COMMENT ON COLUMN ops.release.live IS 'Whether readers see it: switched and not retired; never more than one.';

INSERT INTO ops.release (version, colour, built_at, switched_at, days)
SELECT '1', 'blue', now(), now(), count(*) FROM ops.loaded WHERE dataset = 'flights';

CREATE SCHEMA mart_all;
COMMENT ON SCHEMA mart_all IS 'The tables of all releases, partitioned by colour. Readers use mart.';
CREATE SCHEMA mart_blue;
COMMENT ON SCHEMA mart_blue IS 'A release.';
CREATE SCHEMA mart_green;
COMMENT ON SCHEMA mart_green IS 'A release.';
CREATE SCHEMA mart_canary;
COMMENT ON SCHEMA mart_canary IS 'Some days of a candidate, while it is judged.';
GRANT USAGE ON SCHEMA mart_all, mart_blue, mart_green, mart_canary TO etl;
ALTER DEFAULT PRIVILEGES IN SCHEMA mart_all, mart_blue, mart_green, mart_canary
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO etl;

-- A session sees another release, as if it were live, by SET course.release = 'green'.
CREATE VIEW mart_all.serving AS
SELECT coalesce(nullif(current_setting('course.release', true), ''), colour) AS colour
FROM ops.release
WHERE live;
COMMENT ON VIEW mart_all.serving IS 'The colour that the views of mart show to this session.';
COMMENT ON COLUMN mart_all.serving.colour IS 'Of the live release, or what the session set course.release to.';

-- Where a row belongs that is written through a view. With its owner's rights: writers need none on ops.
CREATE FUNCTION mart_all.serving_colour() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = '' AS 'SELECT colour FROM mart_all.serving';
GRANT EXECUTE ON FUNCTION mart_all.serving_colour() TO etl;

DO $$
DECLARE
    home text; name text; key text; columns text; slot text; about record;
BEGIN
    FOR home, name, key IN VALUES
        ('mart', 'flight', 'flight_date, carrier, flight, origin'),
        ('mart', 'weather', 'weather_date, origin, observed_at'),
        ('mart', 'airline', 'carrier'),
        ('mart', 'airport', 'faa'),
        ('mart', 'plane', 'tailnum'),
        ('quality', 'reject', 'day, dataset, row_number'),
        ('ops', 'loaded', 'dataset, part')
    LOOP
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
        FROM pg_attribute
        WHERE attrelid = format('%I.%I', home, name)::regclass AND attnum > 0 AND NOT attisdropped;

        -- What there is becomes the blue release.
        EXECUTE format('ALTER TABLE %I.%I SET SCHEMA mart_blue', home, name);
        EXECUTE format('REVOKE ALL ON mart_blue.%I FROM analyst, student, auditor', name);
        EXECUTE format('ALTER TABLE mart_blue.%I ADD COLUMN colour text NOT NULL DEFAULT ''blue''', name);
        EXECUTE format('COMMENT ON COLUMN mart_blue.%I.colour IS ''The release that the row is of.''', name);
        EXECUTE format('ALTER TABLE mart_blue.%1$I DROP CONSTRAINT %2$I, ADD CONSTRAINT %2$I PRIMARY KEY (%3$s, colour)',
                       name, name || '_pkey', key);

        EXECUTE format('CREATE TABLE mart_all.%1$I (LIKE mart_blue.%1$I INCLUDING ALL) PARTITION BY LIST (colour)', name);
        EXECUTE format('ALTER TABLE mart_all.%I ALTER colour SET DEFAULT mart_all.serving_colour()', name);
        EXECUTE format('ALTER TABLE mart_all.%1$I ATTACH PARTITION mart_blue.%1$I FOR VALUES IN (''blue'')', name);
        FOREACH slot IN ARRAY ARRAY['green', 'canary'] LOOP
            EXECUTE format('CREATE TABLE mart_%1$s.%2$I PARTITION OF mart_all.%2$I (colour DEFAULT %1$L) FOR VALUES IN (%1$L)',
                           slot, name);
        END LOOP;

        EXECUTE format('CREATE VIEW %1$I.%2$I AS SELECT %3$s FROM mart_all.%2$I WHERE colour = (SELECT colour FROM mart_all.serving)',
                       home, name, columns);
        FOR about IN
            SELECT a.attname, d.description
            FROM pg_description AS d
            LEFT JOIN pg_attribute AS a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
            WHERE d.classoid = 'pg_class'::regclass AND d.objoid = format('mart_blue.%I', name)::regclass
              AND a.attname IS DISTINCT FROM 'colour'
        LOOP
            IF about.attname IS NULL THEN
                EXECUTE format('COMMENT ON VIEW %I.%I IS %L', home, name, about.description);
                EXECUTE format('COMMENT ON TABLE mart_all.%I IS %L', name, about.description);
            ELSE
                EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', home, name, about.attname, about.description);
            END IF;
        END LOOP;
    END LOOP;
END
$$;

CREATE VIEW mart.release AS SELECT version, colour, switched_at FROM ops.release WHERE colour = (SELECT colour FROM mart_all.serving);
COMMENT ON VIEW mart.release IS 'The release that the tables of mart come from, one row; in one statement with them, certainly theirs.';
COMMENT ON COLUMN mart.release.version IS 'Name of the version of the transformation.';
COMMENT ON COLUMN mart.release.colour IS 'Where it stands, blue or green.';
COMMENT ON COLUMN mart.release.switched_at IS 'UTC, when readers began to see it.';
REVOKE INSERT, UPDATE, DELETE ON mart.release FROM etl;

ALTER TABLE ops.step ADD COLUMN pipeline_version text;
COMMENT ON COLUMN ops.step.pipeline_version IS 'Of the code that ran: the commit, with +, and a checksum of the sources where they differ from it or there is none.';
