#!/usr/bin/env bash
# Direct, nginx, Spring Cloud Gateway and Orqen under the same load, in one run. README.md says what it prints.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need wrk nginx curl python3 mvn "$JAVA"
LITELLM_VERSION=${LITELLM_VERSION:-1.100.0}
PORTKEY_VERSION=${PORTKEY_VERSION:-1.15.2}
tools=${BENCH_TOOLS:-$bench/target}

read -r port_up port_sse port_nginx port_scg port_orqen port_management port_litellm port_portkey \
  <<<"$(python3 "$bench/proc.py" ports 8)"
make_input
start_upstreams
start_proxy
start_scg
start_orqen

if [ -n "${WITH_LITELLM:-}" ]; then
  [ -x "$tools/litellm/bin/litellm" ] || {
    python3 -m venv "$tools/litellm"
    "$tools/litellm/bin/pip" install -q "litellm[proxy]==$LITELLM_VERSION"
  }
  cat >"$work/litellm.yaml" <<CONF
model_list:
  - model_name: openai/gpt-4o-mini
    litellm_params: {model: openai/gpt-4o-mini, api_base: "http://127.0.0.1:$port_up/v1", api_key: sk-bench}
  - model_name: groq/llama-3.3-70b-versatile
    litellm_params: {model: openai/llama-3.3-70b-versatile, api_base: "http://127.0.0.1:$port_sse/v1", api_key: sk-bench}
CONF
  "$tools/litellm/bin/litellm" --host 127.0.0.1 --port "$port_litellm" --config "$work/litellm.yaml" >"$work/litellm.log" 2>&1 &
  pids+=($!); pid_litellm=$!
  wait_for litellm "http://127.0.0.1:$port_litellm/health/liveliness" "$pid_litellm"
fi
if [ -n "${WITH_PORTKEY:-}" ]; then
  need npm node
  portkey=$tools/portkey-$PORTKEY_VERSION
  [ -d "$portkey/node_modules" ] || {
    # With 1.14.2 to 1.19.19 Portkey fails on each stream: it appends to headers which that server then leaves immutable.
    mkdir -p "$portkey"
    echo '{"private": true, "overrides": {"@hono/node-server": "1.14.1"}}' >"$portkey/package.json"
    npm install --silent --prefix "$portkey" "@portkey-ai/gateway@$PORTKEY_VERSION"
  }
  NODE_ENV=production node "$portkey/node_modules/@portkey-ai/gateway/build/start-server.js" --headless --port="$port_portkey" \
    >"$work/portkey.log" 2>&1 &
  pids+=($!); pid_portkey=$!
  wait_for portkey "http://127.0.0.1:$port_portkey/" "$pid_portkey"
fi

echo "$("$JAVA" -version 2>&1 | sed -n 2p)"
echo "$(nproc) cores, load before: $(cut -d' ' -f1-3 /proc/loadavg); $CONNECTIONS connections, $DURATION s each after $WARMUP s of warm-up"
echo
printf '| %-20s | %7s | %7s | %7s | %11s | %11s | %12s | %8s | %11s | %6s |\n' \
  'one run' 'req/s' 'p50 ms' 'p99 ms' 'p50 ms at 1' 'p99 ms at 1' 'CPU µs / req' 'RSS MB' 'first byte' 'failed'
printf '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n'

ms() { python3 -c 'import sys; print("%.2f" % (int(sys.argv[1]) / 1000))' "$1"; }

cpu_nginx=
summary=()
measure() { # NAME PID URL STREAM_URL
  local warmup=$WARMUP
  [ "$1" != direct ] && [ "$1" != nginx ] || warmup=5 # they compile nothing
  load "$3" "$CONNECTIONS" "$warmup" >"$work/out"
  local rate p50 p99 count failed one50 one99 one_count one_failed before after cpu rss first
  before=$(python3 "$bench/proc.py" cpu "$2")
  read -r _ rate p50 p99 count failed <<<"$(load "$3" "$CONNECTIONS" "$DURATION")"
  after=$(python3 "$bench/proc.py" cpu "$2")
  [ "$count" -gt 0 ] || die "$1 answered nothing"
  cpu=$(((after - before) / count))
  rss=$(python3 "$bench/proc.py" rss "$2")
  load "$3" 1 "$((warmup / 8 + 1))" >"$work/out"
  read -r _ _ one50 one99 one_count one_failed <<<"$(load "$3" 1 "$DURATION")"
  first=$(python3 "$bench/ttfb.py" "$4" "$work/stream.json" "$STREAMS")
  [ "$1" != direct ] || { direct50=$one50; direct99=$one99; direct_first=$first; }
  [ "$1" != nginx ] || cpu_nginx=$cpu
  printf '| %-20s | %7s | %7s | %7s | %11s | %11s | %12s | %8s | %11s | %6s |\n' "$1" "$rate" "$(ms "$p50")" "$(ms "$p99")" \
    "$(ms "$one50")" "$(ms "$one99")" "$cpu" "$rss" "$(ms "$first") ms" "$((failed + one_failed))"
  [ "$1" = direct ] || summary+=("$(python3 - "$1" "$one50" "$direct50" "$one99" "$direct99" "$first" "$direct_first" "$cpu" "${cpu_nginx:-1}" <<'PY'
import sys
name, *n = sys.argv[1:]
o5, d5, o9, d9, f, df, c, cn = map(int, n)
print('- %s adds %.2f ms (p50) and %.2f ms (p99) at one connection, %.2f ms to the first byte of a stream; '
      '%.1f times the CPU of nginx' % (name, (o5 - d5) / 1e3, (o9 - d9) / 1e3, (f - df) / 1e3, c / max(cn, 1)))
PY
)")
}

up=http://127.0.0.1
measure direct "$pid_up" "$up:$port_up/v1/chat/completions" "$up:$port_sse/v1/chat/completions"
measure nginx "$pid_nginx" "$up:$port_nginx/v1/chat/completions" "$up:$port_nginx/stream/v1/chat/completions"
measure 'Spring Cloud Gateway' "$pid_scg" "$up:$port_scg/v1/chat/completions" "$up:$port_scg/stream/v1/chat/completions"
export BENCH_HEADERS="Authorization: Bearer $KEY"
measure Orqen "$pid_orqen" "$up:$port_orqen/v1/chat/completions" "$up:$port_orqen/v1/chat/completions"
if [ -n "${WITH_LITELLM:-}" ]; then
  export BENCH_HEADERS="Authorization: Bearer sk-bench"
  measure LiteLLM "$pid_litellm" "$up:$port_litellm/v1/chat/completions" "$up:$port_litellm/v1/chat/completions"
fi
if [ -n "${WITH_PORTKEY:-}" ]; then
  export BENCH_HEADERS=$'Authorization: Bearer sk-bench\nx-portkey-provider: openai\nx-portkey-custom-host: '"$up:$port_up/v1"
  export BENCH_STREAM_HEADERS=$'Authorization: Bearer sk-bench\nx-portkey-provider: openai\nx-portkey-custom-host: '"$up:$port_sse/v1"
  measure Portkey "$pid_portkey" "$up:$port_portkey/v1/chat/completions" "$up:$port_portkey/v1/chat/completions"
fi
echo
printf '%s\n' "${summary[@]}"
echo
echo "Load after: $(cut -d' ' -f1-3 /proc/loadavg)"
