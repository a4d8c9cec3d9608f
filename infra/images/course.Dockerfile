# The one image of ours: Airflow's four processes, JupyterLab, the flights API and the set-up.
FROM postgres:17.11-bookworm AS postgres

FROM python:3.12.15-slim-bookworm

# Whoever owns the checkout: JupyterLab saves the notebooks, which are mounted from it.
ARG COURSE_UID=1000
RUN useradd --create-home --uid ${COURSE_UID} course \
    && install -d -o course -g course /opt/course
# promtool, which evaluates the exercises' PromQL on synthetic series.
RUN apt-get update && apt-get install -y --no-install-recommends prometheus && rm -rf /var/lib/apt/lists/*
# pg_dump and pg_restore of the server's own version, with the library that they come with.
RUN --mount=type=bind,from=postgres,target=/from \
    apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/* \
    && install -D -t /usr/lib/postgresql/17/bin /from/usr/lib/postgresql/17/bin/pg_dump /from/usr/lib/postgresql/17/bin/pg_restore \
    && cp -d /from/usr/lib/*-linux-gnu/libpq.so.5* /usr/lib/*-linux-gnu/
USER course
WORKDIR /opt/course

# The environment is made by the same code as on a laptop, and made anew only for another lock file.
COPY --chown=course bootstrap.lock requirements.lock pyproject.toml README.md LICENSE* ./
COPY --chown=course course/__init__.py course/bootstrap.py course/i18n.py course/
RUN PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 \
    python -c 'from course import bootstrap; bootstrap.make()'

COPY --chown=course . .
# Volumes are mounted here; an empty one takes over the owner of the folder that it covers.
RUN mkdir -p .progress .stack/airflow .stack/alertmanager/config .stack/jupyter .stack/oncall \
    .stack/prometheus/config/targets .stack/tls

ENV PATH=/opt/course/.venv/bin:$PATH PYTHONUNBUFFERED=1
ENTRYPOINT ["python", "-m", "course"]
