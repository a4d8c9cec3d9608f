-- How far the student has come with each of :exercises (a JSON list). What was tried after the first right
-- answer does not count, nor a solution that was read then.
SELECT
    asked.value,
    (SELECT count(*) FROM verdict WHERE exercise = asked.value AND status IN ('right', 'not_yet', 'raised')
        AND (first_right.id IS NULL OR verdict.id <= first_right.id)),
    coalesce((SELECT max(level) FROM hint WHERE exercise = asked.value), 0),
    coalesce((SELECT status FROM verdict WHERE exercise = asked.value ORDER BY id DESC LIMIT 1), ''),
    first_right.at,
    (SELECT min(at) FROM solution WHERE exercise = asked.value
        AND (first_right.at IS NULL OR solution.at < first_right.at))
FROM json_each(:exercises) AS asked
LEFT JOIN verdict AS first_right
    ON first_right.id = (SELECT min(id) FROM verdict WHERE exercise = asked.value AND status = 'right');
