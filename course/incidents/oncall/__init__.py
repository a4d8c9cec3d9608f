"""The on-call service: takes notifications, records them, shows runbooks, exports what has no exporter."""
