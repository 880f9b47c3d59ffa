# What the benchmarks share: upstreams, gateways, load, and compiling those in Java. Sourced; starts nothing by itself.
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$bench/../.." && pwd)
work=$(mktemp -d)
pids=()

JAVA=java
[ -z "${JAVA_HOME:-}" ] || JAVA=$JAVA_HOME/bin/java
DURATION=${DURATION:-30}
WARMUP=${WARMUP:-120}
CONNECTIONS=${CONNECTIONS:-64}
STREAMS=${STREAMS:-200}
# As the image has them (pom.xml); a JDK that does not know one goes without it.
ORQEN_JAVA_OPTS=${ORQEN_JAVA_OPTS:--XX:+ExitOnOutOfMemoryError -XX:+IgnoreUnrecognizedVMOptions -XX:InitialHeapSize=160m -Xmn80m -XX:InitialSurvivorRatio=14 -XX:+UseParallelGC -XX:-UseAdaptiveSizePolicy -XX:+UseCompactObjectHeaders -XX:+UseTransparentHugePages -XX:TrimNativeHeapInterval=5000 -Djdk.reflect.useNativeAccessorOnly=true -XX:Tier4LoadFeedback=1}
KEY=sk-orq-$(printf 'be%.0s' {1..32})

stop_all() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for _ in $(seq 50); do
    local alive=
    for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null && alive=1; done
    [ -n "$alive" ] || break
    sleep 0.1
  done
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

die() { echo "$*" >&2; exit 1; }

need() {
  for tool in "$@"; do command -v "$tool" >/dev/null || die "Needs $tool (Debian: apt-get install -y wrk nginx curl python3 maven)"; done
}

build() { (cd "$1" && mvn -B -q -DskipTests package >"$work/mvn.log" 2>&1) || { cat "$work/mvn.log" >&2; die "$1 does not build"; }; }

# compile_bench NAME [main]: compiles the Java files of src/bench/NAME against the gateway and its tests, or only against the gateway.
# The class path to run them with is in $classpath.
compile_bench() {
  local out=$root/target/bench-$1 list=$root/target/bench-$1-classpath classes=$root/target/test-classes:$root/target/classes goal=test-compile
  [ "${2:-}" != main ] || { classes=$root/target/classes; goal=compile; }
  (cd "$root" && mvn -q -B "$goal" dependency:build-classpath -Dmdep.outputFile="$list" -DincludeScope=test)
  mkdir -p "$out"
  classpath=$classes:$(cat "$list")
  "${JAVA}c" -nowarn -proc:none -cp "$classpath" -d "$out" "$bench/$1"/*.java
  classpath=$out:$classpath
}

# on_one_core COMMAND...: runs it with low priority, on one core where the system has taskset.
on_one_core() {
  local pin=()
  if command -v taskset >/dev/null; then pin=(taskset -c 0); fi
  nice -n 10 "${pin[@]}" "$@"
}

# wait_for NAME URL PID [OPTION]: until it answers at all; with -f, until it answers well.
wait_for() {
  for _ in $(seq 600); do
    kill -0 "$3" 2>/dev/null || { tail -n 40 "$work/$1.log" >&2; die "$1 did not start"; }
    curl -s ${4:-} -o "$work/wait.out" --max-time 2 "$2" && return
    sleep 0.2
  done
  tail -n 40 "$work/$1.log" >&2
  die "$1 does not answer at $2"
}

make_input() {
  python3 - "$work" <<'PY'
import json, sys
for name, model, stream in (('body', 'openai/gpt-4o-mini', False), ('stream', 'groq/llama-3.3-70b-versatile', True)):
    def text(n):
        body = {'model': model, 'messages': [{'role': 'user', 'content': 'x' * n}]}
        if stream:
            body['stream'] = True
        return json.dumps(body)
    with open('%s/%s.json' % (sys.argv[1], name), 'w') as f:
        f.write(text(1024 - len(text(0))))
answer = {'id': 'chatcmpl-1', 'object': 'chat.completion', 'created': 1, 'model': 'gpt-4o-mini',
          'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': 'y' * 740}, 'finish_reason': 'stop'}],
          'usage': {'prompt_tokens': 250, 'completion_tokens': 180, 'total_tokens': 430}}
with open(sys.argv[1] + '/answer.json', 'w') as f:
    f.write(json.dumps(answer))
PY
}

# start_nginx NAME: runs $work/NAME.conf; its pid is in $started.
start_nginx() {
  nginx -e "$work/$1.log" -p "$work" -c "$work/$1.conf" -g 'daemon off;' >>"$work/$1.log" 2>&1 &
  started=$!
  pids+=("$started")
}

nginx_conf() {
  cat <<CONF
worker_processes auto;
pid $work/$1.pid;
events { worker_connections ${upstream_connections:-4096}; }
http {
  access_log off;
  default_type application/json;
  keepalive_requests 1000000000;
  client_body_temp_path $work/$1-body; proxy_temp_path $work/$1-proxy; fastcgi_temp_path $work/$1-fcgi;
  uwsgi_temp_path $work/$1-uwsgi; scgi_temp_path $work/$1-scgi;
$2
}
CONF
}

start_upstreams() {
  # "return" drops the request's body; the proxies still send it.
  nginx_conf upstream "  server {
    listen 127.0.0.1:$port_up backlog=4096;
    location / { return 200 '$(cat "$work/answer.json")'; }
  }" >"$work/upstream.conf"
  start_nginx upstream; pid_up=$started
  python3 "$bench/stream_upstream.py" "$port_sse" >"$work/sse.log" 2>&1 &
  pids+=($!); pid_sse=$!
  wait_for upstream "http://127.0.0.1:$port_up/" "$pid_up"
}

start_proxy() {
  nginx_conf nginx "  upstream up { server 127.0.0.1:$port_up; keepalive 256; keepalive_requests 1000000000; }
  upstream sse { server 127.0.0.1:$port_sse; keepalive 256; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:$port_nginx backlog=4096;
    proxy_http_version 1.1;
    proxy_set_header Connection '';
    location /v1/ { proxy_pass http://up; }
    location /stream/ { proxy_pass http://sse/; }
  }" >"$work/nginx.conf"
  start_nginx nginx; pid_nginx=$started
  wait_for nginx "http://127.0.0.1:$port_nginx/v1/" "$pid_nginx"
}

start_scg() {
  build "$bench/scg"
  # Not in a folder with an application.yaml, which Spring would read.
  (cd "$work" && exec env PORT="$port_scg" UPSTREAM="http://127.0.0.1:$port_up" STREAM_UPSTREAM="http://127.0.0.1:$port_sse" \
    "$JAVA" -Xmx256m -jar "$bench/scg/target/scg.jar" >"$work/scg.log" 2>&1) &
  pids+=($!); pid_scg=$!
  wait_for scg "http://127.0.0.1:$port_scg/v1/" "$pid_scg"
}

account() { # METHOD PATH BODY
  curl -sS --fail-with-body -X "$1" "http://127.0.0.1:$port_orqen$2" -H "Authorization: Bearer $KEY" \
    ${3:+-H 'Content-Type: application/json' -d "$3"} || die "$1 $2 failed"
}

# Orqen with authentication, throttle and usage rows on: as it is delivered, in a data folder of its own. It listens on $port_orqen
# and $port_management; its pid is in $pid_orqen.
start_orqen() { # [JAR [OPTIONS]]: another build than this one, with options behind the others
  local name=orqen-$port_orqen home=$root
  [ -n "${1:-}" ] || build "$root"
  # A build of another commit runs with the settings and routes of that commit.
  [ -z "${1:-}" ] || [ ! -f "$(dirname "$1")/../application.yaml" ] || home=$(dirname "$1")/..
  (cd "$home" && exec env MALLOC_ARENA_MAX=1 ORQEN_BOOTSTRAP_KEY="$KEY" ORQEN_DATA_DIR="$work/$name" ORQEN_HTTPS_PORT=off \
    SERVER_ADDRESS=127.0.0.1 SERVER_PORT="$port_orqen" \
    MANAGEMENT_SERVER_ADDRESS=127.0.0.1 MANAGEMENT_SERVER_PORT="$port_management" \
    ORQEN_PROVIDERS_OPENAI_BASE_URL="http://127.0.0.1:$port_up/v1" \
    ORQEN_PROVIDERS_GROQ_BASE_URL="http://127.0.0.1:$port_sse/v1" ORQEN_SHUTDOWN_DRAIN=1s \
    "$JAVA" -Xmx256m $ORQEN_JAVA_OPTS ${2:-} -jar "${1:-$root/target/orqen.jar}" >"$work/$name.log" 2>&1) &
  pids+=($!); pid_orqen=$!
  wait_for "$name" "http://127.0.0.1:$port_management/actuator/health/readiness" "$pid_orqen" -f
  wait_for "$name" "http://127.0.0.1:$port_orqen/" "$pid_orqen"
  local id
  id=$(account GET /v1/account/keys | python3 -c 'import json, sys; print(json.load(sys.stdin)["data"][0]["id"])')
  account PATCH "/v1/account/keys/$id" '{"rate_limit_rpm":1000000}' >"$work/out"
  account PUT /v1/account/providers '{"provider":"openai","api_key":"sk-bench-0123456789abcdef"}' >"$work/out"
  account PUT /v1/account/providers '{"provider":"groq","api_key":"gsk_bench0123456789abcdef"}' >"$work/out"
}

load() { # URL CONNECTIONS SECONDS -> RESULT line of post.lua
  local threads=2
  [ "$2" -ge 2 ] || threads=1
  BENCH_BODY=$work/body.json wrk -t"$threads" -c"$2" -d"$3s" --latency -s "$bench/post.lua" "$1" >"$work/wrk.out" 2>&1 \
    || { cat "$work/wrk.out" >&2; die "wrk failed on $1"; }
  grep '^RESULT' "$work/wrk.out"
}
