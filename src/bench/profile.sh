#!/usr/bin/env bash
# Where the gateway's CPU goes under the load of run.sh: JDK Flight Recorder, summarised. Needs a JDK, for jcmd and jfr.
# RECORDING=file keeps the recording.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v "$JAVA")")")")}
need wrk nginx curl python3 mvn "$JAVA" "$jdk/bin/jcmd" "$jdk/bin/jfr"

read -r port_up port_sse port_orqen port_management <<<"$(python3 "$bench/proc.py" ports 4)"
make_input
start_upstreams
ORQEN_JAVA_OPTS="$ORQEN_JAVA_OPTS -XX:FlightRecorderOptions=stackdepth=256"  # 64, the default, are fewer than the frames of Camel and Spring
start_orqen
export BENCH_HEADERS="Authorization: Bearer $KEY"
url=http://127.0.0.1:$port_orqen/v1/chat/completions

load "$url" "$CONNECTIONS" "$WARMUP" >"$work/out"
"$jdk/bin/jcmd" "$pid_orqen" JFR.start name=bench settings=profile >"$work/out"
before=$(python3 "$bench/proc.py" cpu "$pid_orqen")
read -r _ rate p50 p99 count failed <<<"$(load "$url" "$CONNECTIONS" "$DURATION")"
after=$(python3 "$bench/proc.py" cpu "$pid_orqen")
recording=${RECORDING:-$work/bench.jfr}
"$jdk/bin/jcmd" "$pid_orqen" JFR.stop name=bench filename="$(realpath -m "$recording")" >"$work/out"

"$JAVA" -version 2>&1 | sed -n 2p
echo "$rate requests/s, p99 $p99 µs, $failed failed, $(((after - before) / count)) µs of CPU a request (recording on)"
events=jdk.ExecutionSample,jdk.NativeMethodSample
"$jdk/bin/jfr" print --json --stack-depth 256 --events "$events,jdk.GarbageCollection,jdk.ObjectAllocationSample,jdk.JavaMonitorEnter,jdk.ThreadCPULoad" "$recording" >"$work/events.json"
python3 "$bench/profile.py" "$work/events.json" "$count"
