#!/usr/bin/env bash
# Many quiet streams at once on Orqen, Spring Cloud Gateway and nginx in turn. README.md says what it prints.
# usage: src/bench/streams.sh N
set -euo pipefail
shopt -s inherit_errexit
. "$(dirname "$0")/lib.sh"
[ $# -eq 1 ] || die "streams.sh N"
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v "$JAVA")")")")}
need nginx curl python3 mvn "$JAVA" "$jdk/bin/jcmd"
N=$1
KEYS=${KEYS:-6}
AT_ONCE=${AT_ONCE:-50}
files=$((2 * N + 1000))
[ "$(ulimit -n)" -ge "$files" ] || ulimit -n "$files" || die "Needs $files open files (ulimit -n)"

read -r port_up port_sse port_nginx port_scg port_orqen port_management <<<"$(python3 "$bench/proc.py" ports 6)"
make_input
upstream_connections=$((2 * N + 1000))
start_upstreams
kill "$pid_sse"
python3 "$bench/quiet_upstream.py" "$port_sse" >"$work/quiet.log" 2>&1 &
pids+=($!); pid_sse=$!

echo "$("$JAVA" -version 2>&1 | sed -n 2p), $N streams, $AT_ONCE being opened at once, load before: $(cut -d' ' -f1-3 /proc/loadavg)"
echo
echo "| gateway | open | first byte p50 ms | p99 ms | all open after s | process before MB | while silent MB | heap a stream B | failed |"
echo "|---|--:|--:|--:|--:|--:|--:|--:|---|"
streams() { # NAME URL PID JCMD [KEY...]
  local name=$1 figures
  figures=$(python3 "$bench/streams.py" "$2" "$work/stream.json" "$N" "$AT_ONCE" "$port_sse" "$3" "$4" "${@:5}") \
    || { echo "| $name | did not live through it | | | | | | | |"; return; }
  echo "| $name | $(sed 's/ / | /g' <<<"$figures") |"
}

start_orqen
keys=()
for i in $(seq "$KEYS"); do
  keys+=("$(account POST /v1/account/keys "{\"name\":\"stream $i\",\"rate_limit_rpm\":1000000}" \
    | python3 -c 'import json, sys; print(json.load(sys.stdin)["key"])')")
done
streams Orqen "http://127.0.0.1:$port_orqen/v1/chat/completions" "$pid_orqen" "$jdk/bin/jcmd" "${keys[@]}"
kill "$pid_orqen"
start_scg
streams 'Spring Cloud Gateway' "http://127.0.0.1:$port_scg/stream/v1/chat/completions" "$pid_scg" "$jdk/bin/jcmd"
kill "$pid_scg"
start_proxy
streams nginx "http://127.0.0.1:$port_nginx/stream/v1/chat/completions" "$pid_nginx" ''
