#!/bin/sh
# Times decisions of orqen/auto on one core: src/bench/auto/run.sh. Set JAVA_HOME to choose the JDK.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out="$root/target/bench-auto"
cd "$root"
mvn -q -B test-compile dependency:build-classpath -Dmdep.outputFile="$root/target/bench-auto-classpath" -DincludeScope=test
path="$root/target/test-classes:$root/target/classes:$(cat "$root/target/bench-auto-classpath")"
bin="${JAVA_HOME:+$JAVA_HOME/bin/}"
mkdir -p "$out"
"${bin}javac" -nowarn -proc:none -cp "$path" -d "$out" "$here"/*.java
pin=$(command -v taskset >/dev/null 2>&1 && echo "taskset -c 0" || true)
exec nice -n 10 $pin "${bin}java" -Xmx512m -cp "$out:$path" app.orqen.auto.AutoBench
