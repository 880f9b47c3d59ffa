#!/usr/bin/env bash
# Measures tool pruning: src/bench/tools/run.sh <folder with *.jsonl.gz and *-tools.json.gz> [use every nth case]
# Set JAVA_HOME to choose the JDK; on Linux it is held to one core.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
data=$(cd "${1:?name the folder that has *.jsonl.gz and *-tools.json.gz}" && pwd)
compile_bench tools main
cd "$root"
on_one_core "$JAVA" --enable-native-access=ALL-UNNAMED -Xmx1g -Dlogging.level.root=warn -cp "$classpath" \
  app.orqen.tools.ToolBench "$data" "${2:-1}"
