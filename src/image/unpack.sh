#!/usr/bin/env bash
# Lays the layers of an image's tar over one another, as a container runtime does.
#   unpack.sh <image.tar> <output folder>
set -euo pipefail
tar=$(realpath "$1") root=$2

rm -rf "$root"
mkdir -p "$root"
layers=$(tar -xOf "$tar" manifest.json | grep -o '[0-9a-f]\{64\}\.tar\.gz')
for layer in $layers; do
  tar -xOf "$tar" "$layer" | tar -xz --no-same-owner --warning=no-unknown-keyword -C "$root"
done
