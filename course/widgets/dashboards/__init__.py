"""The dashboards as code: one file each, found by looking; Grafana and our own board read what they write."""
