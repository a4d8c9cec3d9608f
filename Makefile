# Every target is a verb of `python -m course`, which works without make as well.
PYTHON ?= python3
COURSE = $(PYTHON) -m course

.DEFAULT_GOAL := help
.PHONY: help demo test dev-setup up down reset status check-health watch doctor logs logs-airflow trace trigger-dag backfill test-pipeline release-day incident canary release rollback releases backup-data backups restore restore-drill recover business evidence verify-evidence edition solutions student teach progress prove bench lint messages lock

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
watch:  ## whether alerts still reach somebody: exit 1 when the heartbeat stopped (LONGEST=60)
	@$(COURSE) watch $(if $(LONGEST),--longest $(LONGEST))
doctor:  ## examines the machine and changes nothing
	@$(COURSE) doctor
logs:  ## follows the services' logs (SERVICE=redis SINCE=10m; FOLLOW=0: prints them), or prints those of a run (RUN=…)
	@$(COURSE) logs $(SERVICE) $(if $(SINCE),--since $(SINCE)) $(if $(filter 0,$(FOLLOW)),--no-follow) $(if $(RUN),--run '$(RUN)')
logs-airflow:  ## follows Airflow's logs (SINCE=10m FOLLOW=0)
	@$(COURSE) logs airflow $(if $(SINCE),--since $(SINCE)) $(if $(filter 0,$(FOLLOW)),--no-follow)
trace:  ## what a run did, span by span, and its critical path (RUN=…, or the newest)
	@$(COURSE) trace $(if $(RUN),'$(RUN)')
trigger-dag:  ## runs etl_pipeline (DAY=2026-01-31, or yesterday) and prints the summary
	@$(COURSE) trigger-dag $(if $(DAY),--day $(DAY))
backfill:  ## runs etl_pipeline for a span by Airflow's backfill (FROM=… TO=…)
	@$(COURSE) backfill $(if $(FROM),--from $(FROM)) $(if $(TO),--to $(TO))
test-pipeline:  ## runs a day and proves that the warehouse equals the source (DAY=…; COMPARE=1 runs nothing)
	@$(COURSE) test-pipeline $(if $(DAY),--day $(DAY)) $(if $(COMPARE),--compare-only)
release-day:  ## lets a day pass that a gate holds, as it is (DAY=… WHY="…")
	@$(COURSE) release-day $(if $(DAY),--day $(DAY)) $(if $(WHY),--why "$(WHY)")
incident:  ## a drill: something breaks, an alert fires, you find the cause (FAULT=… DAY=… CAUSE=… EVIDENCE="…" CLEAR=1)
	@$(COURSE) incident $(if $(FAULT),--fault $(FAULT)) $(if $(DAY),--day $(DAY)) $(if $(CAUSE),--cause $(CAUSE)) $(if $(EVIDENCE),--evidence "$(EVIDENCE)") $(if $(CLEAR),--clear)
canary:  ## judges a version of the transformation on a share of the days (VERSION=2)
	@$(COURSE) canary $(VERSION)
release:  ## builds a version beside the live one and switches if the canary lets it (VERSION=2)
	@$(COURSE) release $(VERSION)
rollback:  ## back to the release before, at once
	@$(COURSE) rollback
releases:  ## which releases there are, and which one readers see (DISCARD=1 gives up the other)
	@$(COURSE) releases $(if $(DISCARD),--discard)
backup-data:  ## a timestamped backup of databases and object list in MinIO, locked
	@$(COURSE) backup-data
backups:  ## the backups there are
	@$(COURSE) backups
restore:  ## a database back from a backup, compared table by table (BACKUP=… DATABASE=airflow INTO=…)
	@$(COURSE) restore $(BACKUP) $(if $(DATABASE),--database $(DATABASE)) $(if $(INTO),--into $(INTO))
restore-drill:  ## the newest backup restored into scratch databases, compared, dropped
	@$(COURSE) restore-drill
recover:  ## the database as it was at a moment, on a side port (TO=2026-01-31T10:00 SWAP=1)
	@$(COURSE) recover $(TO) $(if $(SWAP),--swap)
business:  ## business measures against their targets, a day's cost, the ROI model (DEFINITIONS=1)
	@$(COURSE) business $(if $(DEFINITIONS),--definitions)
evidence:  ## runs the ISO 27001 controls and keeps the signed report under lock (CONTROL=access)
	@$(COURSE) evidence $(CONTROL)
verify-evidence:  ## checks a report's signature: the last, or REPORT=evidence/…
	@$(COURSE) verify-evidence $(REPORT)
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
