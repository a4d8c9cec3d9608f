"""When something goes wrong: the alert, the runbook, the drill, the record."""
