"""What a student would type who has found the fault, by its name."""

EVIDENCE = {
    "server_error": "course_source_requests_total com status 503: 12",
    "slow_source": "p95 = 3,9 s",
    "schema_drift": "falta dep_delay",
    "duplicates": "duplicate_key: 84 de 927",
    "null_keys": "carrier nulo em 80 linhas",
    "impossible_values": "distance = -9999",
    "missing_pages": "a página 2 vem vazia",
    "late_data": "o último voo sai às 11:59",
    "unit_change": "distance vezes 1,6",
    "encoding_damage": "DÃ©lta",
    "worker_killed": "airflow-worker parado, 1 mensagem na fila",
    "broker_gone": "Redis: conexão recusada",
    "connections_exhausted": "relatorio-bi tem 71",
    "object_store_read_only": "XMinioAdminBucketQuotaExceeded",
}
