#!/usr/bin/env bash
# Requests at a steady rate to a name with three targets, of which two are dead. README.md says what it prints.
# usage: src/bench/fallback.sh [SECONDS [REQUESTS_A_SECOND]]
set -euo pipefail
shopt -s inherit_errexit
. "$(dirname "$0")/lib.sh"
[ $# -le 2 ] || die "fallback.sh [SECONDS [REQUESTS_A_SECOND]]"
need curl python3 mvn "$JAVA"
# Nobody listens on port_refused. lib.sh leads openai to port_up and groq to port_sse.
read -r port_up port_sse port_refused port_orqen port_management <<<"$(python3 "$bench/proc.py" ports 5)"
export ORQEN_PROVIDERS_MISTRAL_BASE_URL="http://127.0.0.1:$port_refused/v1"
export ORQEN_MODELS_ALIASES_THREE="mistral/mistral-large-latest, groq/llama-3.3-70b-versatile, openai/gpt-4o-mini"
start_orqen
account PUT /v1/account/providers '{"provider":"mistral","api_key":"bench-0123456789abcdef"}' >"$work/out"
echo "$("$JAVA" -version 2>&1 | sed -n 2p), load before: $(cut -d' ' -f1-3 /proc/loadavg)"
python3 "$bench/fallback.py" "$port_orqen" "$port_up" "$port_sse" "$KEY" "${1:-60}" "${2:-100}"
