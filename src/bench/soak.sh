#!/usr/bin/env bash
# Mixed load for a while, and what the process holds at the beginning and at the end. README.md says what it prints.
# usage: src/bench/soak.sh MINUTES
set -euo pipefail
shopt -s inherit_errexit
. "$(dirname "$0")/lib.sh"
[ $# -eq 1 ] || die "soak.sh MINUTES"
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v "$JAVA")")")")}
need nginx curl python3 mvn "$JAVA" "$jdk/bin/jcmd"
read -r port_up port_sse port_orqen port_management <<<"$(python3 "$bench/proc.py" ports 4)"
make_input
start_upstreams
start_orqen
echo "$("$JAVA" -version 2>&1 | sed -n 2p), $1 minutes, load before: $(cut -d' ' -f1-3 /proc/loadavg)"
python3 "$bench/soak.py" "$port_orqen" "$port_management" "$pid_orqen" "$jdk/bin/jcmd" "$KEY" "$work" "$1"
