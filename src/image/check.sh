#!/usr/bin/env bash
# Starts the image without a container runtime, and asks it for a completion: its own files alone as the root, read-only but
# for /tmp and /data, as user 10001, with and without its start-up cache.
#   check.sh <image.tar>
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${ORQEN_CHECK_INSIDE:-}" ]; then
  export ORQEN_CHECK_INSIDE=$(id -u)
  as=()
  [ "$ORQEN_CHECK_INSIDE" = 0 ] || as=(--user --map-user=10001 --map-group=10001 --keep-caps)
  exec unshare "${as[@]}" --mount --propagation private "$0" "$@"
fi
drop=()
[ "$ORQEN_CHECK_INSIDE" != 0 ] || drop=(--setgid 10001 --setuid 10001)

tar=$(realpath "$1")
work=$(mktemp -d)
image=$work/image log=$work/log pid=
end() { [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; umount -l "$image" 2>/dev/null || true; rm -rf "$work"; }
trap end EXIT
fail() { echo "The image: $1" >&2; cat "$log" >&2 2>/dev/null || true; exit 1; }

config=$(tar -xOf "$tar" "$(tar -xOf "$tar" manifest.json | grep -o '"Config":"[^"]*"' | cut -d '"' -f 4)")
list() { grep -o "\"$1\":\[[^]]*\]" <<< "$config" | sed 's/^"[^"]*"://' | grep -o '"[^"]*"' | tr -d '"'; }
mapfile -t entrypoint < <(list Entrypoint)
mapfile -t environment < <(list Env)
options=$(printf '%s\n' "${environment[@]}" | sed -n 's/^JAVA_TOOL_OPTIONS=//p')
grep -q '"User":"10001:10001"' <<< "$config" || fail "its user is not 10001"
src/image/unpack.sh "$tar" "$image"
# The one with the library of every platform is left out (pom.xml).
libraries=$(find "$image/app/libs" -name 'onnxruntime*.jar' -printf '%f ')
[ "$libraries" = "onnxruntime-native.jar " ] || fail "it holds $libraries instead of onnxruntime-native.jar"

mkdir -p "$image/proc" "$image/dev"
mount --bind "$image" "$image"
mount --rbind /proc "$image/proc"
mount --rbind /dev "$image/dev"
for folder in tmp data; do mount -t tmpfs -o mode=1777 tmpfs "$image/$folder"; done
mount -o remount,ro,bind "$image"
key=sk-orq-$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')

# start <JVM option>: starts it from nothing, and waits until it serves. Sets the seconds and the processor's: these say more
# than the clock on a busy machine.
start() {
  rm -rf "$image"/data/*
  : > "$log"
  env -i "${environment[@]}" JAVA_TOOL_OPTIONS="$options $1" SERVER_PORT=0 MANAGEMENT_SERVER_PORT=0 ORQEN_HTTPS_PORT=off \
    ORQEN_BOOTSTRAP_KEY="$key" LOGGING_LEVEL_ORG_SPRINGFRAMEWORK_BOOT_WEB_EMBEDDED_TOMCAT=INFO \
    "$(command -v setpriv)" --no-new-privs "$(command -v unshare)" --root="$image" --wd=/app "${drop[@]}" "${entrypoint[@]}" \
    > "$log" 2>&1 &
  pid=$!
  for _ in $(seq 600); do
    grep -q 'Started OrqenApplication' "$log" && break
    kill -0 "$pid" 2>/dev/null || fail "it ended"
    sleep 0.1
  done
  grep -q 'Started OrqenApplication' "$log" || fail "it does not start"
  cpu=$(awk '{print ($14 + $15) / 100}' "/proc/$pid/stat")
  seconds=$(sed -n 's/.*process running for \([0-9.]*\)).*/\1/p' "$log")
  mapfile -t ports < <(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$log")
}
stop() { kill "$pid"; wait "$pid" || true; pid=; }
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

# The command check, as an init container runs it.
said=$(env -i "${environment[@]}" JAVA_TOOL_OPTIONS="$options" "$(command -v setpriv)" --no-new-privs "$(command -v unshare)" \
  --root="$image" --wd=/app "${drop[@]}" "${entrypoint[@]}" check 2> "$log") || fail "its command check finds something: $said"
[[ $said == *"Nothing is wrong"* ]] || fail "its command check says: $said"

# In turn, so that a busy moment meets both. «on» ends the JVM when the cache does not fit.
plain=() plain_cpu=() cached=() cached_cpu=()
for _ in 1 2 3 4 5; do
  [ -z "$pid" ] || stop
  start -XX:AOTMode=off
  stop
  plain+=("$seconds") plain_cpu+=("$cpu")
  start -XX:AOTMode=on
  cached+=("$seconds") cached_cpu+=("$cpu")
done
awk -v a="$(median "${cached[@]}")" -v b="$(median "${plain[@]}")" -v c="$(median "${cached_cpu[@]}")" -v d="$(median "${plain_cpu[@]}")" \
  'BEGIN {printf "Median of five starts: %.1f s with the cache, %.1f s without (%.0f %%); processor %.1f s and %.1f s (%.0f %%)\n", \
    a, b, 100 * a / b, c, d, 100 * c / d}'
grep -q "^Uid:.10001.10001" "/proc/$pid/status" || [ "$ORQEN_CHECK_INSIDE" != 0 ] || fail "it does not run as 10001"
curl -sS -f "http://127.0.0.1:${ports[1]}/actuator/health/readiness" > /dev/null || fail "it is not ready"
tools=$(for n in $(seq 24); do printf '{"type":"function","function":{"name":"tool_%s","description":"Does the thing %s"}},' "$n" "$n"; done)
answer=$(curl -sS -f "http://127.0.0.1:${ports[0]}/v1/chat/completions" -H "Authorization: Bearer $key" \
  -H 'Content-Type: application/json' \
  -d "{\"model\":\"echo/hello\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello from the image\"}],\"tools\":[${tools%,}]}")
grep -q 'Hello from the image' <<< "$answer" || fail "no completion: $answer"
# It loads behind the first request that has tools to prune.
for _ in $(seq 150); do grep -q 'by words and by meaning' "$log" && break; sleep 0.2; done
grep -q 'by words and by meaning' "$log" || fail "the model for tool pruning does not load"
stop
echo "The image starts on a read-only root as 10001 and completes: $(stat -c %s "$tar" | numfmt --to=iec) tar"
