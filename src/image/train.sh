#!/usr/bin/env bash
# Makes the start-up cache: starts the gateway out of the image's own files, sends it some thousand requests and lets it end. The
# JVM keeps what it loaded, and with which files: those of the image, to the byte and the second; and how often what ran, so that
# a fresh pod compiles the path of a request at once.
#   train.sh <image.tar> <work folder> <cache> <JDK>
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$(realpath -m "$2") cache=$(realpath -m "$3")
src/image/unpack.sh "$1" "$root"

data=$(mktemp -d)
log=$data/log
key=sk-orq-$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
sed "s#/app/#$root/app/#g" "$root/app/jib-classpath-file" > "$data/classpath"
pid= upstream=
trap 'kill $pid $upstream 2>/dev/null || true; rm -rf "$data"' EXIT

"$4/bin/java" src/image/Upstream.java > "$data/port" 2> "$log" &
upstream=$!
for _ in $(seq 300); do
  [ ! -s "$data/port" ] || break
  kill -0 $upstream 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.1
done

cd "$root/app"
ORQEN_PROVIDERS_OPENAI_BASE_URL=http://127.0.0.1:$(cat "$data/port")/v1 SERVER_PORT=0 ORQEN_HTTPS_PORT=off MANAGEMENT_SERVER_PORT=0 \
  ORQEN_DATA_DIR=$data/data ORQEN_BOOTSTRAP_KEY=$key \
  "$root/opt/java/bin/java" -XX:AOTCacheOutput="$cache" -XX:+UseCompactObjectHeaders -Djdk.reflect.useNativeAccessorOnly=true \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "@$data/classpath" \
  app.orqen.OrqenApplication --logging.level.org.springframework.boot.web.embedded.tomcat=INFO \
  > "$log" 2>&1 &
pid=$!

port=
for _ in $(seq 300); do
  port=$(sed -n '/Tomcat started on port/ {s/.*Tomcat started on port \([0-9]*\).*/\1/p;q}' "$log")
  grep -q 'Started OrqenApplication' "$log" && break
  kill -0 $pid 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done
call() { # METHOD PATH BODY [HOW_OFTEN]
  curl -sS --no-progress-meter -f --fail-early -Z --parallel-max 4 -o "$data/answer" -X "$1" "http://127.0.0.1:$port$2${4:+?[1-$4]}" \
    -H "Authorization: Bearer $key" ${3:+-H 'Content-Type: application/json' -d "$3"}
}
hello='"messages":[{"role":"user","content":"Hello"}]'
call GET /v1/account/keys ''
call PATCH "/v1/account/keys/$(grep -o 'key_[0-9a-f]*' "$data/answer" | head -n 1)" '{"rate_limit_rpm":1000000}'
call PUT /v1/account/providers '{"provider":"openai","api_key":"sk-training-0123456789"}'
call POST /v1/chat/completions '{"model":"echo/hello",'"$hello}"
call POST /v1/chat/completions '{"model":"openai/gpt-4o-mini",'"$hello}" 6000
call POST /v1/chat/completions '{"model":"openai/gpt-4o-mini","stream":true,'"$hello}" 1000
call POST /v1/messages '{"model":"openai/gpt-4o-mini","max_tokens":9,'"$hello}" 1000
call POST /v1/messages '{"model":"openai/gpt-4o-mini","max_tokens":9,"stream":true,'"$hello}" 1000
kill $pid
wait $pid || true
[ -s "$cache" ] || { cat "$log" >&2; echo "The JVM made no start-up cache" >&2; exit 1; }
