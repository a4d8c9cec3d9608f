SELECT id, version, colour, built_at, switched_at, retired_at,
       CASE WHEN colour IS NULL THEN days
            ELSE (SELECT count(*) FROM mart_all.loaded AS l WHERE l.colour = r.colour AND l.dataset = 'flights')
       END,
       verdict, live
FROM ops.release AS r
ORDER BY id
