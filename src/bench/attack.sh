#!/usr/bin/env bash
# Hostile load at small heaps: what the gateway refuses, and what goes on being served. About ten minutes.
# usage: src/bench/attack.sh [HEAP...]   (a value of -Xmx, or "pod": what the pods of k8s/base have)
#
# Four attacks one after another on a gateway as it is delivered, with calls of somebody else meanwhile:
#   heads       4,200 connections without a key, whose heads never end; a byte each 4 s
#   announced   16 bodies of 32 MiB of one key that are announced, and of which one byte comes
#   translated  one body of a million small messages, for a provider that speaks another protocol
#   answers     16 answers of 30 MB at once
set -euo pipefail
shopt -s inherit_errexit
. "$(dirname "$0")/lib.sh"
need curl python3
[ "$(ulimit -n)" -ge 10000 ] || ulimit -n 10000 || die "Needs 10,000 open files (ulimit -n)"
read -r port_orqen port_management port_up <<<"$(python3 "$bench/proc.py" ports 3)"
build "$root"

options_of() {
  if [ "$1" = pod ]; then
    # Half of the pod's 1 GiB, with the image's options.
    echo "-Xmx512m $ORQEN_JAVA_OPTS"
  else
    echo "-Xmx$1"
  fi
}

start() { # HEAP: a gateway that begins with an empty data folder; its pid is in $pid
  (cd "$root" && exec env MALLOC_ARENA_MAX=1 ORQEN_BOOTSTRAP_KEY="$KEY" ORQEN_DATA_DIR="$work/data-$1" ORQEN_HTTPS_PORT=off \
    SERVER_ADDRESS=127.0.0.1 SERVER_PORT="$port_orqen" \
    MANAGEMENT_SERVER_ADDRESS=127.0.0.1 MANAGEMENT_SERVER_PORT="$port_management" \
    ORQEN_PROVIDERS_OPENAI_BASE_URL="http://127.0.0.1:$port_up/v1" ORQEN_SHUTDOWN_DRAIN=1s \
    "$JAVA" $(options_of "$1") -jar "$root/target/orqen.jar" >"$work/orqen-$1.log" 2>&1) &
  pid=$!
  pids+=("$pid")
  wait_for "orqen-$1" "http://127.0.0.1:$port_management/actuator/health/readiness" "$pid" -f
  local id
  id=$(account GET /v1/account/keys | python3 -c 'import json, sys; print(json.load(sys.stdin)["data"][0]["id"])')
  account PATCH "/v1/account/keys/$id" '{"rate_limit_rpm":1000000}' >"$work/out"
  account PUT /v1/account/providers '{"provider":"openai","api_key":"sk-bench-0123456789abcdef"}' >"$work/out"
  other=$(account POST /v1/account/keys '{"name":"other","rate_limit_rpm":1000000}' \
    | python3 -c 'import json, sys; print(json.load(sys.stdin)["key"])')
}

tell() { # after an attack: whether the process lives, is ready, and what it counted
  if ! kill -0 "$pid" 2>/dev/null; then
    local status=0
    wait "$pid" || status=$?
    echo "  the process has ended with $status"
    return 1
  fi
  local ready
  ready=$(curl -s -m 10 -o "$work/out" -w '%{http_code}' "http://127.0.0.1:$port_management/actuator/health/readiness" || true)
  echo "  readiness $ready, process $(awk '/VmRSS/ {printf "%.0f MB", $2 / 1024}' "/proc/$pid/status")"
  curl -s -m 10 "http://127.0.0.1:$port_management/actuator/prometheus" \
    | awk '/^orqen_(memory_refused|connections_closed)/ && $2 > 0 {print "  " $1, $2}'
}

for heap in ${@:-128m 256m pod}; do
  echo "== heap $heap"
  start "$heap"
  for attack in heads announced translated answers; do
    echo "$attack"
    python3 "$bench/attack.py" "$attack" "$port_orqen" "$KEY" "$other" "$port_up"
    tell || break
  done
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
done
