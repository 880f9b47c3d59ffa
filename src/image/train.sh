#!/usr/bin/env bash
# Makes the start-up cache: starts the gateway out of the image's own files, sends it a few requests and lets it end. The JVM
# keeps what it loaded, and with which files: those of the image, to the byte and the second.
#   train.sh <image.tar> <work folder> <cache>
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$(realpath -m "$2") cache=$(realpath -m "$3")
src/image/unpack.sh "$1" "$root"

data=$(mktemp -d)
log=$data/log
key=sk-orq-$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
sed "s#/app/#$root/app/#g" "$root/app/jib-classpath-file" > "$data/classpath"
cd "$root/app"
SERVER_PORT=0 ORQEN_HTTPS_PORT=off MANAGEMENT_SERVER_PORT=0 \
  ORQEN_DATA_DIR=$data/data ORQEN_BOOTSTRAP_KEY=$key \
  "$root/opt/java/bin/java" -XX:AOTCacheOutput="$cache" -XX:+UseCompactObjectHeaders -Djdk.reflect.useNativeAccessorOnly=true \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "@$data/classpath" \
  app.orqen.OrqenApplication --logging.level.org.springframework.boot.web.embedded.tomcat=INFO \
  > "$log" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null || true; rm -rf "$data"' EXIT

port=
for _ in $(seq 300); do
  port=$(sed -n '/Tomcat started on port/ {s/.*Tomcat started on port \([0-9]*\).*/\1/p;q}' "$log")
  grep -q 'Started OrqenApplication' "$log" && break
  kill -0 $pid 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done
ask() {
  curl -sS -f "http://127.0.0.1:$port$1" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d "$2" > /dev/null
}
ask /v1/chat/completions '{"model":"echo/hello","messages":[{"role":"user","content":"Hello"}]}'
ask /v1/chat/completions '{"model":"echo/hello","stream":true,"messages":[{"role":"user","content":"Hello"}]}'
ask /v1/messages '{"model":"echo/hello","max_tokens":9,"messages":[{"role":"user","content":"Hello"}]}'
kill $pid
wait $pid || true
[ -s "$cache" ] || { cat "$log" >&2; echo "The JVM made no start-up cache" >&2; exit 1; }
