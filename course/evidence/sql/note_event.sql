INSERT INTO audit.event (action, object, detail)
VALUES (%(action)s, %(object)s, %(detail)s)
