SELECT greatest(
    (SELECT max(greatest(started_at, finished_at)) FROM ops.step),
    (SELECT max(loaded_at) FROM ops.loaded),
    (SELECT max(measured_at) FROM quality.result),
    (SELECT max(happened_at) FROM audit.event)
)
