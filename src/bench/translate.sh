#!/usr/bin/env bash
# CPU of translating a large request, for every pair of surface and provider (README.md, "translate.sh").
set -euo pipefail
cd "$(dirname "$0")/../.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mvn -q -B compile
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$classpath"
"$java" -Xmx1g -cp "target/classes:$(cat "$classpath")" src/bench/translate/TranslateBench.java
