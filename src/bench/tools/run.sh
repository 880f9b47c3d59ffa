#!/bin/sh
# Measures tool pruning: src/bench/tools/run.sh <folder with *.jsonl.gz and *-tools.json.gz> [use every nth case]
# Set JAVA_HOME to choose the JDK; on Linux it is held to one core.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
data=$(cd "${1:?name the folder that has *.jsonl.gz and *-tools.json.gz}" && pwd)
out="$root/target/bench-tools"
cd "$root"
mvn -q -B compile dependency:build-classpath -Dmdep.outputFile="$root/target/bench-classpath"
path="$root/target/classes:$(cat "$root/target/bench-classpath")"
bin="${JAVA_HOME:+$JAVA_HOME/bin/}"
mkdir -p "$out"
"${bin}javac" -nowarn -proc:none -cp "$path" -d "$out" "$here"/*.java
native=--enable-native-access=ALL-UNNAMED
pin=$(command -v taskset >/dev/null 2>&1 && echo "taskset -c 0" || true)
exec nice -n 10 $pin "${bin}java" $native -Xmx1g -Dlogging.level.root=warn -cp "$out:$path" app.orqen.tools.ToolBench "$data" "${2:-1}"
