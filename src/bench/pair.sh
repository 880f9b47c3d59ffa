#!/usr/bin/env bash
# pair.sh JAR_A JAR_B: what two builds of Orqen cost, both under the same load at once. README.md says what it prints.
set -euo pipefail
shopt -s inherit_errexit
DURATION=${DURATION:-80}
. "$(dirname "$0")/lib.sh"
[ $# -eq 2 ] || die "pair.sh JAR_A JAR_B"
need wrk nginx curl python3 "$JAVA"
ROUNDS=${ROUNDS:-16}
[ "$DURATION" -ge "$ROUNDS" ] || die "DURATION must be at least ROUNDS, $ROUNDS"

read -r port_up port_sse port_a management_a port_b management_b <<<"$(python3 "$bench/proc.py" ports 6)"
make_input
start_upstreams
port_orqen=$port_a port_management=$management_a
start_orqen "$(realpath "$1")" "${A_JAVA_OPTS:-}"; pid_a=$pid_orqen
port_orqen=$port_b port_management=$management_b
start_orqen "$(realpath "$2")" "${B_JAVA_OPTS:-}"; pid_b=$pid_orqen
export BENCH_HEADERS="Authorization: Bearer $KEY"

both() { # SECONDS: a load on each at once; their results are in $work/a and $work/b
  local port name loads=()
  for name in a b; do
    port=port_$name
    BENCH_BODY=$work/body.json wrk -t1 -c"$((CONNECTIONS / 2))" -d"$1s" --latency -s "$bench/post.lua" \
      "http://127.0.0.1:${!port}/v1/chat/completions" >"$work/$name" 2>&1 &
    loads+=($!)
  done
  wait "${loads[@]}" || die "wrk failed"
}

both "$WARMUP"
for _ in $(seq "$ROUNDS"); do
  before_a=$(python3 "$bench/proc.py" cpu "$pid_a")
  before_b=$(python3 "$bench/proc.py" cpu "$pid_b")
  both "$((DURATION / ROUNDS))"
  after_a=$(python3 "$bench/proc.py" cpu "$pid_a")
  after_b=$(python3 "$bench/proc.py" cpu "$pid_b")
  read -r _ _ _ _ count_a failed_a <<<"$(grep '^RESULT' "$work/a")"
  read -r _ _ _ _ count_b failed_b <<<"$(grep '^RESULT' "$work/b")"
  [ "$count_a" -gt 0 ] && [ "$count_b" -gt 0 ] || die "one answered nothing"
  echo "$(((after_a - before_a) / count_a)) $(((after_b - before_b) / count_b)) $(python3 "$bench/proc.py" rss "$pid_a")" \
    "$(python3 "$bench/proc.py" rss "$pid_b") $((failed_a + failed_b))"
done >"$work/rounds"
python3 - "$work/rounds" <<'PY'
import statistics
import sys

rounds = [[int(n) for n in line.split()] for line in open(sys.argv[1])]
a, b, rss_a, rss_b, failed = zip(*rounds)
ratios = [y / x for x, y in zip(a, b)]
print('A %d us a request, %d MB; B %d us, %d MB; failed %d' % (
    statistics.median(a), statistics.median(rss_a), statistics.median(b), statistics.median(rss_b), sum(failed)))
print('B / A: %.3f, give or take %.3f' % (
    statistics.median(ratios), statistics.stdev(ratios) / len(ratios) ** 0.5 if len(ratios) > 1 else 0))
PY
