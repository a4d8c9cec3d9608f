# PostgreSQL with pgBackRest, which has to run where the server does.
FROM postgres:17.11-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends pgbackrest && rm -rf /var/lib/apt/lists/*
USER postgres
