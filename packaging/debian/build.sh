#!/usr/bin/env bash
# Makes the Debian package. Needs cargo-deb (cargo install --locked cargo-deb) and Python 3 with pip.
#   packaging/debian/build.sh [--no-build]      with --no-build, of the program in target/release as it is
#
# ONNX Runtime is in the package: Debian's own is older than 1.24, and a service that is not let out
# must not have to fetch it. It is the very library that `natiq setup` fetches and checks.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "${1-}" != --no-build ]; then
    cargo build --release --locked
fi
natiq=target/release/natiq
stage=target/packaging
rm -rf "$stage"
mkdir -p "$stage/completions" "$stage/onnxruntime"

"$natiq" man "$stage/man"
"$natiq" completions bash >"$stage/completions/natiq"
"$natiq" completions zsh >"$stage/completions/_natiq"
"$natiq" completions fish >"$stage/completions/natiq.fish"

NATIQ_DATA_DIR=$stage/data "$natiq" setup
cp "$stage"/data/runtime/libonnxruntime.so.* "$stage/onnxruntime/"
# Its licence, and those of what it is made of, are in the wheel that it came from.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --dest "$stage/wheels" \
    "onnxruntime==$(ls "$stage/onnxruntime" | sed 's/libonnxruntime.so.//')"
for file in LICENSE ThirdPartyNotices.txt; do
    python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
        "$stage"/wheels/onnxruntime-*.whl "onnxruntime/$file" >"$stage/onnxruntime/$file"
done

# It is stripped already (Cargo.toml, `profile.release`).
cargo deb --no-build --no-strip --output target/debian/
