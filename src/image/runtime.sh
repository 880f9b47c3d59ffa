#!/usr/bin/env bash
# What the image holds beside the layers that Jib makes: a Java runtime and, on an empty base, the C library under it.
#   runtime.sh <JDK> <base image> <architecture> <output folder> <onnxruntime's jar>
set -euo pipefail
jdk=$1 base=$2 arch=$3 out=$4 onnxruntime=$5

fail() { echo "The image can't be built: $1" >&2; exit 1; }
[ "$(uname -s)" = Linux ] || fail "its runtime is linked on Linux, and this is $(uname -s)."
case $(uname -m) in x86_64) here=amd64 ;; aarch64) here=arm64 ;; *) here=$(uname -m) ;; esac
[ "$arch" = "$here" ] || fail "it is for $arch, and this machine is $here. Build it on one of those (k8s/README.md)."
[ -x "$jdk/bin/jlink" ] || fail "$jdk is no JDK with jlink. Run Maven on a JDK 25, or name one: -Dorqen.image.jdk=/path/to/jdk-25"
version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$jdk/release")
[ "${version:-0}" -ge 25 ] || fail "it needs a JDK 25 or later for its start-up cache, and $jdk is a JDK ${version:-?}.
Run Maven on one, or name one: -Dorqen.image.jdk=/path/to/jdk-25"

rm -rf "$out"
mkdir -p "$out"/runtime/opt "$out"/files/{tmp,data,app} "$out"/system "$out"/cache/app
modules=java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.jfr,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net
modules=$modules,jdk.security.auth,jdk.unsupported,jdk.zipfs
"$jdk/bin/jlink" --add-modules $modules --strip-debug --no-header-files --no-man-pages --output "$out/runtime/opt/java"
cp -r routes application.yaml "$out/files/app/"
# onnxruntime brings its library for every platform, and symbols for debugging; the image needs that of its own.
case $arch in amd64) platform=linux-x64 ;; *) platform=linux-aarch64 ;; esac
mkdir -p "$out/onnxruntime" "$out/files/app/libs"
(
  cd "$out/onnxruntime"
  "$jdk/bin/jar" --extract --file "$onnxruntime"
  [ -d "ai/onnxruntime/native/$platform" ] || fail "$onnxruntime has no library for $platform."
  find ai/onnxruntime/native -mindepth 1 -maxdepth 1 ! -name "$platform" -exec rm -r {} +
  mv META-INF/MANIFEST.MF ../manifest
)
"$jdk/bin/jar" --create --file "$out/files/app/libs/onnxruntime-native.jar" --date=2026-11-24T00:00:00Z \
  --manifest "$out/manifest" -C "$out/onnxruntime" .
# Jib leaves empty folders out.
touch "$out"/files/{tmp,data}/.keep
[ "$base" = scratch ] || exit 0

# Everything that a native library of the runtime asks for; no window system, since nothing here draws.
native() {
  find "$out/runtime/opt/java" -name '*.so' ! -name 'libawt*' ! -name libjawt.so ! -name 'libfont*' ! -name 'libsplash*' \
    ! -name libjsound.so ! -name libfreetype.so
  echo "$out/runtime/opt/java/bin/java"
  # Of onnxruntime.
  ldconfig -p | awk '/libstdc\+\+\.so\.6 / && !found {print $NF; found = 1}'
}
native | while read -r file; do echo "$file"; ldd "$file" | awk '/=> \//{print $3} /^\t\/[^ ]* \(/{print $1}'; done \
  | grep -v "^$(realpath "$out")" | grep -v "^$out" | sort -u | while read -r library; do
  mkdir -p "$out/system$(dirname "$library")"
  cp -L "$library" "$out/system$library"
done
mkdir -p "$out/system/etc"
echo 'hosts: files dns' > "$out/system/etc/nsswitch.conf"
printf 'root:x:0:0::/:\norqen:x:10001:10001::/app:\n' > "$out/system/etc/passwd"
printf 'root:x:0:\norqen:x:10001:\n' > "$out/system/etc/group"
