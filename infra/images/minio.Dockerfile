# MinIO, which upstream ships as source alone: the module file and its checksums are local mode's.
FROM golang:1.27.1-alpine3.24 AS build
ENV CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS="-mod=readonly -trimpath"
WORKDIR /src
COPY infra/go/minio/ ./
RUN go build -ldflags="-s -w" -o /usr/local/bin/ tool

FROM alpine:3.24.2
RUN adduser -D -u 1000 minio && install -d -o minio -g minio /data
COPY --from=build /usr/local/bin/minio /usr/local/bin/
USER minio
ENTRYPOINT ["minio"]
