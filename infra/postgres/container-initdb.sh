# Sourced by the official image once it has made the cluster: its next start reads our two files,
# which stay outside, so that a change of theirs reaches an old cluster too.
cat >>"$PGDATA/postgresql.conf" <<EOF
include '/etc/postgresql/course.conf'
hba_file = '/etc/postgresql/pg_hba.conf'
EOF
