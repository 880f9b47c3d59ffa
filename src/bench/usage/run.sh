#!/usr/bin/env bash
# Measures pages of usage on PostgreSQL: src/bench/usage/run.sh [million rows, 5]
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
compile_bench usage
cd "$root"
nice -n 10 "$JAVA" -Xmx1g -cp "$classpath" UsageBench "${1:-5}" "$bench/usage/time.sh"
