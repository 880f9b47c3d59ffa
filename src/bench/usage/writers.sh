#!/usr/bin/env bash
# Writes usage rows by several gateways to one PostgreSQL: src/bench/usage/writers.sh [rows a second in all, 5000; 0: as many as possible] [seconds, 60] [gateways, 2]
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
compile_bench usage
cd "$root"
nice -n 10 "$JAVA" -Xmx1g -cp "$classpath" app.orqen.usage.WritersBench "${1:-5000}" "${2:-60}" "${3:-2}"
