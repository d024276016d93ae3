#!/usr/bin/env bash
# The crates as the registry would get them.
#   tests/installs/crate.sh              what is in them and how large they are
#   tests/installs/crate.sh --build      also built, with nothing but what is in them (debug, into target/)
#   tests/installs/crate.sh --install    also installed by `cargo install natiq` into a new CARGO_HOME from a registry on
#                                        this machine, release build, and run from nothing to sound
source "$(dirname "$0")/common.sh"

# What the registry takes, in bytes.
limit=10485760
crates=(natiq-diacritizer natiq-voice-natural natiq-voice-ziad natiq)
timed 'cargo package' cargo package --workspace --no-verify --allow-dirty --quiet
for crate in "${crates[@]}"; do
    archive=$(ls -t target/package/"$crate"-[0-9]*.crate | head -1)
    size=$(stat --format=%s "$archive")
    printf '%-32s %9d bytes, %d files\n' "$(basename "$archive")" "$size" "$(tar tzf "$archive" | wc -l)"
    test "$size" -lt "$limit"
    tar xzf "$archive" -C "$scratch"
done
program=$(ls -d "$scratch"/natiq-[0-9]*)
# Nothing of the workshop: neither the corpus nor the training, samples, tests or benches.
if find "$scratch" -path '*/corpus*' -o -path '*/training*' -o -path '*/samples*' -o -path '*/tests/*' | grep -v '/src/' | grep .; then
    echo 'these are not for the registry'
    exit 1
fi
test -f "$program/THIRD-PARTY-LICENSES.txt" && test -f "$program/Cargo.lock"

# The models' crates are taken from their own archives.
from_archives=(
    --config "patch.crates-io.natiq-voice-natural.path='$(ls -d "$scratch"/natiq-voice-natural-*)'"
    --config "patch.crates-io.natiq-voice-ziad.path='$(ls -d "$scratch"/natiq-voice-ziad-*)'"
    --config "patch.crates-io.natiq-diacritizer.path='$(ls -d "$scratch"/natiq-diacritizer-*)'"
)
case "${1-}" in
--build)
    timed 'cargo build of what is in them' cargo build --quiet --manifest-path "$program/Cargo.toml" \
        --target-dir target/crate "${from_archives[@]}"
    target/crate/debug/natiq speak "$article" --output "$scratch/crate.wav"
    sound "$scratch/crate.wav" 30
    ;;
--install)
    home=$scratch/cargo
    mkdir -p "$home"
    python3 tests/installs/registry.py target/package "$scratch/registry" >"$scratch/port" &
    registry=$!
    trap 'kill "$registry"; rm -rf "$scratch"' EXIT
    until test -s "$scratch/port"; do sleep 0.1; done
    export CARGO_HOME=$home CARGO_REGISTRIES_LOCAL_INDEX="sparse+http://127.0.0.1:$(cat "$scratch/port")/"
    # The toolchain is this machine's; the registry of all other crates too, where it has one of its own.
    own=${HOME}/.cargo/config.toml
    test ! -f "$own" || cp "$own" "$home/"
    cd "$scratch"
    timed 'cargo install natiq' cargo install --quiet --registry local natiq \
        "${from_archives[@]}" ${CRATE_PROFILE:+--profile "$CRATE_PROFILE"}
    cd - >/dev/null
    first_run() { NATIQ_DATA_DIR=$scratch/data "$home/bin/natiq" speak "$article" --output "$scratch/crate.wav"; }
    timed 'first run to a file, with the fetching' first_run
    sound "$scratch/crate.wav" 30
    timed 'the second run' first_run
    ;;
esac
