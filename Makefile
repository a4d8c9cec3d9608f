# Every target is a verb of `python -m course`, which works without make as well.
PYTHON ?= python3
COURSE = $(PYTHON) -m course

.DEFAULT_GOAL := help
.PHONY: help demo test dev-setup up down reset status check-health doctor logs logs-airflow trigger-dag backfill test-pipeline backup-data edition solutions student teach progress prove bench lint messages lock

help:  ## lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-15s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo:  ## from nothing to a green run: set-up, services, yesterday's flights, where to look
	@$(COURSE) demo
test:  ## sets up what it needs and runs every test on the live stack
	@$(COURSE) test
dev-setup:  ## environment, packages, programs built from source, .env
	@$(COURSE) dev-setup
up:  ## starts all services and returns when each answers
	@$(COURSE) up
down:  ## stops them; the data stays
	@$(COURSE) down
reset:  ## stops them and deletes their data, after asking
	@$(COURSE) reset
status:  ## one row a service: running since, address, log-in, memory
	@$(COURSE) status
check-health:  ## a real round trip to every service, with its latency
	@$(COURSE) check-health
doctor:  ## examines the machine and changes nothing
	@$(COURSE) doctor
logs:  ## follows the services' logs (SERVICE=redis SINCE=10m)
	@$(COURSE) logs $(SERVICE) $(if $(SINCE),--since $(SINCE))
logs-airflow:  ## follows Airflow's logs (SINCE=10m)
	@$(COURSE) logs airflow $(if $(SINCE),--since $(SINCE))
trigger-dag:  ## runs etl_pipeline (DAY=2026-01-31, or yesterday) and prints the summary
	@$(COURSE) trigger-dag $(if $(DAY),--day $(DAY))
backfill:  ## runs etl_pipeline for a span by Airflow's backfill (FROM=… TO=…)
	@$(COURSE) backfill $(if $(FROM),--from $(FROM)) $(if $(TO),--to $(TO))
test-pipeline:  ## runs a day and proves that the warehouse equals the source (DAY=…)
	@$(COURSE) test-pipeline $(if $(DAY),--day $(DAY))
backup-data:  ## a timestamped backup of the warehouse in MinIO
	@$(COURSE) backup-data
edition:  ## the notebooks in another language (LANG=en)
	@$(COURSE) edition $(if $(filter command line,$(origin LANG)),$(LANG))
solutions:  ## the solved edition, in editions/solved-<language>
	@$(COURSE) solutions
student:  ## every answer handed out anew; your work goes to saved/ first
	@$(COURSE) student
teach:  ## a module as slides, for class and instructor (MODULE=01 RUN=no)
	@$(COURSE) teach $(MODULE) $(if $(filter no,$(RUN)),--no-run)
progress:  ## what you have done in the exercises (CSV=1 for a file)
	@$(COURSE) progress $(if $(CSV),--csv)
prove:  ## puts every right and wrong answer to the exercises (EXERCISE=02.09)
	@$(COURSE) prove $(EXERCISE)
bench:  ## measures side by side and prints the ratios
	@$(COURSE) bench
lint:  ## style, types and layers
	@$(COURSE) lint
messages:  ## collects, merges and compiles the message catalogs
	@$(COURSE) messages
lock:  ## resolves requirements.lock anew from pyproject.toml
	@$(COURSE) lock
