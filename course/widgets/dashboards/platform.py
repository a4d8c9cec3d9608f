"""The dashboard `platform`: services, machine, Redis, PostgreSQL."""

from course.i18n import _
from course.services.redis import BROKER_DB, CACHE_DB, CACHE_HITS, CACHE_MISSES, QUEUE
from course.widgets.dashboards.panels import Panel, Query, Words, board, gauge, stat, timeseries
from course.widgets.dashboards.tables import Column, table

# A page without metrics is judged by its probe, PostgreSQL and Redis by what their exporters say of them,
# everything else by whether its metrics could be read: a probe's own `up` is the blackbox exporter's.
SERVICE_UP = (
    'max by (job) (label_replace(pg_up, "job", "postgres", "", "")'
    ' or label_replace(redis_up, "job", "redis", "", "") or probe_success or up{via=""})'
)
SERVICES_UP = f"sum({SERVICE_UP})"
SERVICES_DOWN = f"sum(1 - {SERVICE_UP})"
SCRAPE_SECONDS = "max by (job) (scrape_duration_seconds)"
SCRAPE_SAMPLES = "sum by (job) (scrape_samples_scraped)"

CPU_BY_MODE = 'avg by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[$__rate_interval]))'
CPU_USED = '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))'
MEMORY_USED = "sum(node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes)"
MEMORY_FREE = "sum(node_memory_MemAvailable_bytes)"
MEMORY_USED_RATIO = "1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes)"
DISK_USED_RATIO = (
    '1 - sum(node_filesystem_avail_bytes{mountpoint="/"}) / sum(node_filesystem_size_bytes{mountpoint="/"})'
)
DISK_READ = "sum(rate(node_disk_read_bytes_total[$__rate_interval]))"
DISK_WRITTEN = "sum(rate(node_disk_written_bytes_total[$__rate_interval]))"
NETWORK_IN = 'sum(rate(node_network_receive_bytes_total{device!="lo"}[$__rate_interval]))'
NETWORK_OUT = 'sum(rate(node_network_transmit_bytes_total{device!="lo"}[$__rate_interval]))'

QUEUE_LENGTH = f'sum(redis_key_size{{db="db{BROKER_DB}", key="{QUEUE}"}})'
# The first question is always a miss, so that counter is there as soon as the cache is used.
CACHE_HIT_RATIO = (
    f'1 - sum(redis_key_value{{db="db{CACHE_DB}", key="{CACHE_MISSES}"}})'
    f' / sum(redis_key_value{{db="db{CACHE_DB}", key=~"{CACHE_HITS}|{CACHE_MISSES}"}})'
)
_QUEUE = (
    _("Tarefas na fila"),
    _("Mensagens que esperam por um worker do Celery. Uma fila que só cresce pede mais workers."),
)
_HITS = (
    _("Acertos do cache"),
    _("Consultas ao warehouse respondidas pelo Redis sobre todas as feitas, desde o começo."),
)
REDIS_COMMANDS = "sum(rate(redis_commands_processed_total[$__rate_interval]))"
REDIS_MEMORY = "sum(redis_memory_used_bytes)"

CONNECTIONS = 'sum by (datname) (pg_stat_database_numbackends{datname!="", datname!~"template.*"})'
CONNECTIONS_USED_RATIO = "sum(pg_stat_database_numbackends) / max(pg_settings_max_connections)"
DATABASE_BYTES = 'sum by (datname) (pg_database_size_bytes{datname!~"template.*"})'

# From this share on, it is time to act.
FILLING = ((None, "green"), (0.75, "orange"), (0.9, "red"))


def _now() -> list[Panel]:
    return [
        stat(
            _("Serviços no ar"),
            _("Quantos serviços respondem agora ao Prometheus ou à sonda que abre a página deles."),
            "none",
            Query(SERVICES_UP),
            size=(4, 5),
        ),
        stat(
            _("Serviços fora do ar"),
            _("Quantos não respondem. Qualquer número acima de zero pede ação: a tabela abaixo diz qual."),
            "none",
            Query(SERVICES_DOWN),
            size=(4, 5),
            limits=((None, "green"), (1, "red")),
        ),
        gauge(
            _("CPU em uso"),
            _("Parte do tempo em que os núcleos trabalharam. Perto de 100%, as tarefas disputam a vez."),
            Query(CPU_USED),
            size=(4, 5),
            limits=FILLING,
        ),
        gauge(
            _("Memória em uso"),
            _("O que não está disponível para programas novos; o cache de arquivos conta como disponível."),
            Query(MEMORY_USED_RATIO),
            size=(4, 5),
            limits=FILLING,
        ),
        gauge(
            _("Disco em uso"),
            _("O sistema de arquivos raiz. Cheio, ele para o PostgreSQL, o MinIO e o Prometheus de uma vez."),
            Query(DISK_USED_RATIO),
            size=(4, 5),
            limits=FILLING,
        ),
        gauge(
            _("Conexões do PostgreSQL em uso"),
            _("Conexões abertas sobre max_connections. No limite, quem chega é recusado."),
            Query(CONNECTIONS_USED_RATIO),
            size=(4, 5),
            limits=FILLING,
        ),
    ]


def _services() -> list[Panel]:
    return [
        table(
            _("Cada serviço e a sua coleta"),
            _(
                "O estado de cada serviço, quanto durou a última coleta de métricas e quanto trouxe."
                " PostgreSQL e Redis são vistos pelos exporters, por isso não têm coleta própria."
            ),
            {"job": _("Serviço")},
            Column(_("Estado"), SERVICE_UP, "none", up_or_down()),
            Column(_("Coleta"), SCRAPE_SECONDS, "s"),
            Column(_("Amostras"), SCRAPE_SAMPLES, "locale"),
            size=(10, 12),
        ),
        timeseries(
            _("Duração da coleta"),
            _("Uma coleta que demora mais a cada vez anuncia um serviço em apuros antes de ele cair."),
            "s",
            Query(SCRAPE_SECONDS, "{{job}}"),
            size=(14, 12),
        ),
    ]


def _machine() -> list[Panel]:
    return [
        timeseries(
            _("CPU por modo"),
            _("Em que os núcleos passam o tempo: user é trabalho nosso, iowait é espera pelo disco."),
            "percentunit",
            Query(CPU_BY_MODE, "{{mode}}"),
            size=(12, 8),
            stacked=True,
        ),
        timeseries(
            _("Memória"),
            _("Em uso e disponível somam a memória da máquina."),
            "bytes",
            Query(MEMORY_USED, _("em uso")),
            Query(MEMORY_FREE, _("disponível")),
            size=(12, 8),
            stacked=True,
        ),
        timeseries(
            _("Disco: leitura e gravação"),
            _("Bytes por segundo, somados todos os discos."),
            "binBps",
            Query(DISK_READ, _("leitura")),
            Query(DISK_WRITTEN, _("gravação")),
            size=(12, 8),
        ),
        timeseries(
            _("Rede: entrada e saída"),
            _("Bytes por segundo, sem a interface local; os serviços daqui conversam entre si pela local."),
            "binBps",
            Query(NETWORK_IN, _("entrada")),
            Query(NETWORK_OUT, _("saída")),
            size=(12, 8),
        ),
    ]


def _redis() -> list[Panel]:
    return [
        timeseries(*_QUEUE, "none", Query(QUEUE_LENGTH, _("na fila")), size=(8, 8)),
        gauge(
            *_HITS,
            Query(CACHE_HIT_RATIO),
            size=(4, 8),
            limits=((None, "red"), (0.25, "orange"), (0.5, "green")),
        ),
        timeseries(
            _("Comandos por segundo"),
            _("O trabalho do Redis: fila, cache e a própria coleta."),
            "ops",
            Query(REDIS_COMMANDS, _("comandos")),
            size=(6, 8),
        ),
        timeseries(
            _("Memória do Redis"),
            _("Tudo o que o Redis guarda cabe aqui; o que expira devolve espaço."),
            "bytes",
            Query(REDIS_MEMORY, _("em uso")),
            size=(6, 8),
        ),
    ]


def _postgres() -> list[Panel]:
    return [
        timeseries(
            _("Conexões por banco"),
            _("Quantas sessões cada banco tem abertas; as do Airflow crescem com as tarefas em paralelo."),
            "none",
            Query(CONNECTIONS, "{{datname}}"),
            size=(12, 8),
        ),
        timeseries(
            _("Tamanho dos bancos"),
            _("O espaço de cada banco em disco, com índices."),
            "bytes",
            Query(DATABASE_BYTES, "{{datname}}"),
            size=(12, 8),
        ),
    ]


def hits_and_queue() -> list[Panel]:
    """The cache's hits and the queue over time, for the lesson on Redis."""
    return [
        timeseries(*_HITS, "percentunit", Query(CACHE_HIT_RATIO), size=(12, 8)),
        timeseries(*_QUEUE, "none", Query(QUEUE_LENGTH), size=(12, 8)),
    ]


def up_or_down() -> Words:
    """The words of a value that is 1 or 0."""
    return {"1": (_("no ar"), "green"), "0": (_("fora do ar"), "red")}


dashboard = board(
    "platform",
    _("Plataforma"),
    _("Os serviços estão no ar, e a máquina tem folga? CPU, memória, disco, rede, Redis e PostgreSQL."),
    {
        _("Agora"): _now(),
        _("Serviços"): _services(),
        _("Máquina"): _machine(),
        _("Redis: fila e cache"): _redis(),
        _("PostgreSQL"): _postgres(),
    },
)
