# What the scripts of this folder share. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

article=$PWD/examples/articles/water.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Runs a command in an environment with nothing of this machine's user in it: an empty home directory, no settings.
clean() {
    mkdir -p "$scratch/home"
    env -i HOME="$scratch/home" LANG=C.UTF-8 PATH="${clean_path-/usr/local/bin:/usr/bin:/bin}" ${clean_extra-} "$@"
}

# Runs a command and says how long it took.
timed() {
    local label=$1 started=$EPOCHREALTIME
    shift
    "$@"
    awk -v label="$label" -v from="$started" -v to="$EPOCHREALTIME" \
        'BEGIN { printf "%-42s %6.1f s\n", label, to - from }'
}

# Fails unless a file is speech.
sound() { python3 tests/installs/sound.py "$@"; }
