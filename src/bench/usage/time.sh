#!/bin/sh
# Times the endpoints of usage and the dashboard's pages of a running gateway, each the median of 5 after 10 that don't count:
# ORQEN_KEY=sk-orq-… src/bench/usage/time.sh http://localhost:8080 [file with further paths, one a line]
# Prints milliseconds, status and path, the slowest first.
set -eu
url=$1
more=${2:-/dev/null}
cookies=$(mktemp)
trap 'rm -f "$cookies"' EXIT
curl -s -o /dev/null -c "$cookies" -H "Origin: $url" --data-urlencode "key=$ORQEN_KEY" "$url/ui/sign-in"

once() {
  case $1 in
    /v1/*) curl -s -o /dev/null -w '%{time_total} %{http_code}\n' -H "Authorization: Bearer $ORQEN_KEY" "$url$1" ;;
    *) curl -s -o /dev/null -w '%{time_total} %{http_code}\n' -b "$cookies" "$url$1" ;;
  esac
}

paths() {
  cat << 'END'
/v1/account/usage/summary
/v1/account/usage/daily?limit=100
/v1/account/usage/by-key?limit=100
/v1/account/usage/by-model?limit=100
/v1/account/usage/by-provider
/v1/account/usage/by-tag?limit=100
/v1/account/usage/hourly
/v1/account/usage/errors
/v1/account/usage/analytics/daily
/v1/account/usage/analytics/latency
/v1/account/usage/analytics/savings
/v1/account/requests?limit=100
/v1/account/requests?limit=100&errors=true
/v1/account/requests?limit=100&status=429
/v1/account/requests?limit=100&status=5xx
/v1/account/requests?limit=100&model=no-such-model
/v1/account/requests?limit=100&tag=no-such-tag
/v1/account/requests?limit=100&session_id=no-such-session
/v1/account/requests?limit=100&operation=speech
/v1/account/requests?limit=100&surface=converse
/v1/account/sessions?limit=100
/v1/account/tools/health
/v1/account/tools/suggestions
/v1/account/tools/recall-alerts?limit=100
/v1/account/routing/models
/v1/account/routing/traces
/v1/account/routing/insights
/v1/account/routing/calibration
/v1/account/keys
/v1/account/me
/v1/account/audit
/
/ui/usage
/ui/requests
/ui/sessions
/ui/keys
/ui/models
/ui/tools
/ui/routing
/ui/providers
/ui/audit
/ui/playground
END
  cat "$more"
}

paths | while read -r path; do
  for _ in 1 2 3 4 5 6 7 8 9 10; do once "$path" > /dev/null; done
  for _ in 1 2 3 4 5; do once "$path"; done | sort -n | awk -v path="$path" 'NR == 3 { printf "%7.1f ms  %s  %s\n", $1 * 1000, $2, path }'
done | sort -rn
