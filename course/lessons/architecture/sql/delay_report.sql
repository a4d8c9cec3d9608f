-- A report that everybody may read and one role may do everything with. It is made in a transaction that is
-- rolled back: a table of the student's own with that name comes to no harm.
DROP TABLE IF EXISTS sandbox.delay_report CASCADE;
CREATE TABLE sandbox.delay_report (flight_date date, carrier text, late integer);
REVOKE ALL ON SCHEMA sandbox FROM PUBLIC, analyst, etl, auditor, monitor;
GRANT SELECT ON sandbox.delay_report TO PUBLIC;
GRANT ALL ON sandbox.delay_report TO analyst
