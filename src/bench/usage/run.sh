#!/bin/sh
# Measures pages of usage on PostgreSQL: src/bench/usage/run.sh [million rows, 5]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out="$root/target/bench-usage"
cd "$root"
mvn -q -B test-compile dependency:build-classpath -Dmdep.outputFile="$root/target/bench-usage-classpath" -DincludeScope=test
path="$root/target/test-classes:$root/target/classes:$(cat "$root/target/bench-usage-classpath")"
bin="${JAVA_HOME:+$JAVA_HOME/bin/}"
mkdir -p "$out"
"${bin}javac" -nowarn -proc:none -cp "$path" -d "$out" "$here"/*.java
exec nice -n 10 "${bin}java" -Xmx1g -cp "$out:$path" UsageBench "${1:-5}"
