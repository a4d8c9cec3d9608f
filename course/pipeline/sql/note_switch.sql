INSERT INTO audit.event (action, object, detail)
VALUES ('release.switch', 'mart', jsonb_build_object('from', %(old)s, 'to', %(new)s))
