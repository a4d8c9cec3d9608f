-- Who may do what in the warehouse. PUBLIC may do nothing; every role gets what its work takes.
-- The roles themselves, with their passwords, are made by course.services.postgres.

CREATE SCHEMA mart;
COMMENT ON SCHEMA mart IS 'What readers see: the star schema of flights.';
CREATE SCHEMA quality;
COMMENT ON SCHEMA quality IS 'Every quality check''s result, the scores, and the rows that were set aside.';
CREATE SCHEMA IF NOT EXISTS ops;
COMMENT ON SCHEMA ops IS 'What the platform did: steps, loaded data, migrations.';
CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'What happened and who did it; rows are added, never changed.';
CREATE SCHEMA sandbox AUTHORIZATION student;
COMMENT ON SCHEMA sandbox IS 'The students'' own: they may do here what they like.';

REVOKE ALL ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO etl, analyst, student, auditor, monitor', current_database());
    -- Reference data goes through a temporary table; students may make some of their own.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO etl, student', current_database());

    -- No reader holds up the others for long. A lock that the ETL waits for is another run's
    -- turn on the same day, which takes seconds.
    EXECUTE format('ALTER ROLE analyst IN DATABASE %I SET statement_timeout = ''30s''', current_database());
    EXECUTE format('ALTER ROLE auditor IN DATABASE %I SET statement_timeout = ''30s''', current_database());
    EXECUTE format('ALTER ROLE student IN DATABASE %I SET statement_timeout = ''60s''', current_database());
    EXECUTE format('ALTER ROLE student IN DATABASE %I SET lock_timeout = ''30s''', current_database());
    EXECUTE format('ALTER ROLE student IN DATABASE %I SET idle_in_transaction_session_timeout = ''10min''', current_database());
    EXECUTE format('ALTER ROLE student IN DATABASE %I SET search_path = sandbox, mart', current_database());
    EXECUTE format('ALTER ROLE analyst IN DATABASE %I SET search_path = mart', current_database());
    EXECUTE format('ALTER ROLE etl IN DATABASE %I SET lock_timeout = ''60s''', current_database());
    EXECUTE format('ALTER ROLE etl IN DATABASE %I SET idle_in_transaction_session_timeout = ''60s''', current_database());
END
$$;

GRANT pg_monitor TO monitor;
GRANT USAGE ON SCHEMA mart TO etl, analyst, student;
GRANT USAGE ON SCHEMA quality TO etl, auditor;
GRANT USAGE ON SCHEMA ops TO etl;
GRANT USAGE ON SCHEMA audit TO etl, auditor;

-- Tables that later migrations make follow by themselves.
ALTER DEFAULT PRIVILEGES IN SCHEMA mart GRANT SELECT ON TABLES TO analyst, student;
ALTER DEFAULT PRIVILEGES IN SCHEMA mart GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO etl;
ALTER DEFAULT PRIVILEGES IN SCHEMA quality GRANT SELECT ON TABLES TO auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA quality GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO etl;
ALTER DEFAULT PRIVILEGES IN SCHEMA ops GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO etl;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT INSERT ON TABLES TO etl;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
