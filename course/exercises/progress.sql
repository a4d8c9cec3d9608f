-- The student's progress. Times are UTC, ISO 8601.
CREATE TABLE IF NOT EXISTS verdict (id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, at TEXT NOT NULL, status TEXT NOT NULL, cause TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS verdict_of_exercise ON verdict (exercise, id);
CREATE TABLE IF NOT EXISTS hint (exercise TEXT NOT NULL, at TEXT NOT NULL, level INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS solution (exercise TEXT NOT NULL, at TEXT NOT NULL);
-- What the stage of an exercise holds now: a new one replaces it.
CREATE TABLE IF NOT EXISTS scene (exercise TEXT PRIMARY KEY, at TEXT NOT NULL, content TEXT NOT NULL);
