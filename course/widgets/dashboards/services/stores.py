"""Panels of the services that keep data: PostgreSQL, Redis, MinIO."""

from course.i18n import _
from course.services.redis import BROKER_DB, QUEUE
from course.widgets.dashboards.panels import Panel, Query, stat, timeseries

_SIZE = (8, 8)
# The five commands that add up to most: the same ones over the whole time range.
_BUSIEST = "sum by (cmd) (rate({metric}[$__rate_interval])) and on (cmd) topk(5, sum by (cmd) ({metric}))"

OWN: dict[str, list[Panel]] = {
    "postgres": [
        timeseries(
            _("Sessões por estado"),
            _("idle in transaction que dura segura travas: alguém abriu uma transação e a esqueceu."),
            "none",
            Query("sum by (state) (pg_stat_activity_count)", "{{state}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Transações por segundo"),
            _("Confirmadas e desfeitas, no warehouse. Muitas desfeitas: alguém erra e tenta de novo."),
            "ops",
            Query(
                'sum(rate(pg_stat_database_xact_commit{datname="warehouse"}[$__rate_interval]))',
                _("confirmadas"),
            ),
            Query(
                'sum(rate(pg_stat_database_xact_rollback{datname="warehouse"}[$__rate_interval]))',
                _("desfeitas"),
            ),
            size=_SIZE,
        ),
        timeseries(
            _("Páginas achadas na memória"),
            _("Parte das leituras que não foi ao disco, desde o começo. Abaixo de 99%, falta memória."),
            "percentunit",
            Query(
                'sum by (datname) (pg_stat_database_blks_hit{datname!=""})'
                ' / sum by (datname) (pg_stat_database_blks_hit{datname!=""}'
                ' + pg_stat_database_blks_read{datname!=""} > 0)',
                "{{datname}}",
            ),
            size=_SIZE,
        ),
        timeseries(
            _("Transação mais longa"),
            _("Segundos da transação mais antiga, por banco. Longa, ela impede a limpeza das tabelas."),
            "s",
            Query("max by (datname) (pg_stat_activity_max_tx_duration)", "{{datname}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Travas"),
            _("Travas por modo, no warehouse. accessexclusivelock para todo leitor."),
            "none",
            Query('sum by (mode) (pg_locks_count{datname="warehouse"})', "{{mode}}"),
            size=_SIZE,
        ),
        stat(
            _("Impasses"),
            _("Deadlocks desde o começo: dois esperam um pelo outro, e o PostgreSQL desfaz um deles."),
            "none",
            Query('sum by (datname) (pg_stat_database_deadlocks{datname!=""})', "{{datname}}"),
            size=_SIZE,
        ),
    ],
    "redis": [
        timeseries(
            _("Tarefas na fila"),
            _("Mensagens que esperam por um worker do Celery. Uma fila que só cresce pede mais workers."),
            "none",
            Query(f'sum(redis_key_size{{db="db{BROKER_DB}", key="{QUEUE}"}})', _("na fila")),
            size=_SIZE,
        ),
        timeseries(
            _("Memória sobre o limite"),
            _("No limite, o Redis recusa gravações: a fila não cede lugar ao cache."),
            "percentunit",
            Query("sum(redis_memory_used_bytes) / sum(redis_memory_max_bytes)", _("em uso")),
            size=_SIZE,
        ),
        timeseries(
            _("Comandos mais frequentes"),
            _("Os cinco comandos mais chamados, por segundo."),
            "ops",
            Query(_BUSIEST.format(metric="redis_commands_total"), "{{cmd}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Tempo por comando"),
            _("Os cinco que mais ocupam o servidor, em segundos de trabalho por segundo."),
            "s",
            Query(_BUSIEST.format(metric="redis_commands_duration_seconds_total"), "{{cmd}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Clientes"),
            _("Conexões abertas, e as que esperam por uma mensagem da fila."),
            "none",
            Query("sum(redis_connected_clients)", _("conectados")),
            Query("sum(redis_blocked_clients)", _("à espera")),
            size=_SIZE,
        ),
        timeseries(
            _("Chaves expiradas e expulsas por segundo"),
            _("Expirar é o normal do cache; expulsar é falta de memória."),
            "ops",
            Query("sum(rate(redis_expired_keys_total[$__rate_interval]))", _("expiradas")),
            Query("sum(rate(redis_evicted_keys_total[$__rate_interval]))", _("expulsas")),
            size=_SIZE,
        ),
    ],
    "minio": [
        timeseries(
            _("Chamadas por segundo"),
            _("Por operação do S3. getobject e putobject são o pipeline; o resto é administração."),
            "reqps",
            Query("sum by (api) (rate(minio_s3_requests_total[$__rate_interval]))", "{{api}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Erros por segundo"),
            _("Por operação. getobject com erro costuma ser «não existe», que o pipeline pergunta."),
            "reqps",
            Query("sum by (api) (rate(minio_s3_requests_errors_total[$__rate_interval]))", "{{api}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Tráfego"),
            _("Bytes por segundo que entram e saem."),
            "binBps",
            Query("sum(rate(minio_s3_traffic_received_bytes[$__rate_interval]))", _("entrada")),
            Query("sum(rate(minio_s3_traffic_sent_bytes[$__rate_interval]))", _("saída")),
            size=_SIZE,
        ),
        timeseries(
            _("Espaço usado"),
            _("Todas as versões de todos os objetos. O MinIO conta de novo a cada poucos minutos."),
            "bytes",
            Query("sum(minio_cluster_usage_total_bytes)", _("usado")),
            size=_SIZE,
        ),
        timeseries(
            _("Espaço livre"),
            _("O que resta no disco do MinIO. Cheio, ele recusa gravações e o pipeline para."),
            "bytes",
            Query("sum(minio_cluster_capacity_usable_free_bytes)", _("livre")),
            size=_SIZE,
        ),
        timeseries(
            _("Memória do processo"),
            _("A memória residente. O MinIO cresce com as chamadas em paralelo."),
            "bytes",
            Query("sum(minio_node_process_resident_memory_bytes)", _("residente")),
            size=_SIZE,
        ),
    ],
}
