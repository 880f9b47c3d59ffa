#!/usr/bin/env bash
# Times decisions of orqen/auto on one core: src/bench/auto/run.sh. Set JAVA_HOME to choose the JDK.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
compile_bench auto
cd "$root"
on_one_core "$JAVA" -Xmx512m -cp "$classpath" app.orqen.auto.AutoBench
