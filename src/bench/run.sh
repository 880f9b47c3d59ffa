#!/usr/bin/env bash
# Direct, nginx, Spring Cloud Gateway and Orqen under the same load, in one run. README.md says what it prints.
set -euo pipefail
shopt -s inherit_errexit
. "$(dirname "$0")/lib.sh"
need wrk nginx curl python3 mvn "$JAVA"
LITELLM_VERSION=${LITELLM_VERSION:-1.100.0}
PORTKEY_VERSION=${PORTKEY_VERSION:-1.15.2}
ROUNDS=${ROUNDS:-6}
[ "$DURATION" -ge "$ROUNDS" ] && [ "$STREAMS" -ge "$ROUNDS" ] || die "DURATION and STREAMS must be at least ROUNDS, $ROUNDS"
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
echo "$(nproc) cores, load before: $(cut -d' ' -f1-3 /proc/loadavg); $CONNECTIONS connections, $DURATION s each in $ROUNDS rounds after $WARMUP s of warm-up"
echo
# NAME PID URL STREAM_URL: one gateway under load after the other, warmed up. BENCH_HEADERS and BENCH_STREAM_HEADERS are its own.
gateways=()
declare -A pid url stream_url headers stream_headers
gateway() {
  gateways+=("$1")
  pid[$1]=$2 url[$1]=$3 stream_url[$1]=$4 headers[$1]=${BENCH_HEADERS:-} stream_headers[$1]=${BENCH_STREAM_HEADERS:-}
  local warmup=$WARMUP
  [ "$1" != direct ] && [ "$1" != nginx ] || warmup=5 # they compile nothing
  load "$3" "$CONNECTIONS" "$warmup" >"$work/out"
  load "$3" 1 "$((warmup / 8 + 1))" >"$work/out"
}

# The first two start with a second that does not count, so that connections are open and threads awake.
many() { # NAME -> requests/s, p50, p99, CPU microseconds a request, resident memory, failed
  local result rate p50 p99 count failed before after
  export BENCH_HEADERS=${headers[$1]}
  load "${url[$1]}" "$CONNECTIONS" 1 >"$work/out"
  before=$(python3 "$bench/proc.py" cpu "${pid[$1]}")
  result=$(load "${url[$1]}" "$CONNECTIONS" "$seconds")
  read -r _ rate p50 p99 count failed <<<"$result"
  after=$(python3 "$bench/proc.py" cpu "${pid[$1]}")
  [ "$count" -gt 0 ] || die "$1 answered nothing"
  echo "$rate,$p50,$p99,$(((after - before) / count)),$(python3 "$bench/proc.py" rss "${pid[$1]}"),$failed"
}

one() { # NAME -> p50, p99, failed
  local result p50 p99 failed
  export BENCH_HEADERS=${headers[$1]}
  load "${url[$1]}" 1 1 >"$work/out"
  result=$(load "${url[$1]}" 1 "$seconds")
  read -r _ _ p50 p99 _ failed <<<"$result"
  echo "$p50,$p99,$failed"
}

first() { # NAME -> median time to the first event of a stream
  export BENCH_HEADERS=${stream_headers[$1]:-${headers[$1]}}
  python3 "$bench/ttfb.py" "${stream_url[$1]}" "$work/stream.json" "$((STREAMS / ROUNDS))"
}

up=http://127.0.0.1
gateway direct "$pid_up" "$up:$port_up/v1/chat/completions" "$up:$port_sse/v1/chat/completions"
gateway nginx "$pid_nginx" "$up:$port_nginx/v1/chat/completions" "$up:$port_nginx/stream/v1/chat/completions"
gateway 'Spring Cloud Gateway' "$pid_scg" "$up:$port_scg/v1/chat/completions" "$up:$port_scg/stream/v1/chat/completions"
export BENCH_HEADERS="Authorization: Bearer $KEY"
gateway Orqen "$pid_orqen" "$up:$port_orqen/v1/chat/completions" "$up:$port_orqen/v1/chat/completions"
if [ -n "${WITH_LITELLM:-}" ]; then
  export BENCH_HEADERS="Authorization: Bearer sk-bench"
  gateway LiteLLM "$pid_litellm" "$up:$port_litellm/v1/chat/completions" "$up:$port_litellm/v1/chat/completions"
fi
if [ -n "${WITH_PORTKEY:-}" ]; then
  export BENCH_HEADERS=$'Authorization: Bearer sk-bench\nx-portkey-provider: openai\nx-portkey-custom-host: '"$up:$port_up/v1"
  export BENCH_STREAM_HEADERS=$'Authorization: Bearer sk-bench\nx-portkey-provider: openai\nx-portkey-custom-host: '"$up:$port_sse/v1"
  gateway Portkey "$pid_portkey" "$up:$port_portkey/v1/chat/completions" "$up:$port_portkey/v1/chat/completions"
fi

seconds=$((DURATION / ROUNDS))
declare -A figures
for _ in $(seq "$ROUNDS"); do
  # One kind of load over all gateways before the next kind: what is compared is measured within seconds.
  for name in "${gateways[@]}"; do figures[$name]=$(many "$name"); done
  for name in "${gateways[@]}"; do figures[$name]+=,$(one "$name"); done
  for name in "${gateways[@]}"; do figures[$name]+=,$(first "$name"); done
  for name in "${gateways[@]}"; do echo "$name,${figures[$name]}"; done
done >"$work/figures"
python3 "$bench/report.py" "$work/figures"
echo
echo "Load after: $(cut -d' ' -f1-3 /proc/loadavg)"
