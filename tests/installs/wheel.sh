#!/usr/bin/env bash
# The wheel in a new virtual environment, by pip and by uv: from nothing to sound, with no fetch at the first run.
#   tests/installs/wheel.sh target/wheels/natiq-*.whl
source "$(dirname "$0")/common.sh"
wheel=$(realpath "$1")
ls -l "$wheel" | awk '{ printf "wheel of %.1f MB\n", $5 / 1e6 }'

python=$(python3 -c 'import sys; print(sys.executable)')
timed 'a new virtual environment' "$python" -m venv "$scratch/venv"
timed 'pip install natiq' "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel"
# Neither a network nor a Python is at hand for the first run, so that nothing can have been fetched.
clean_path=/usr/bin:/bin
first_run() {
    clean unshare --net "$scratch/venv/bin/natiq" speak "$article" --output "$scratch/pip.wav"
}
timed 'first run to a file, without a network' first_run
sound "$scratch/pip.wav" 30
clean "$scratch/venv/bin/natiq" doctor | tee "$scratch/doctor.txt"
grep -q 'Python environment' "$scratch/doctor.txt"
test ! -e "$scratch/home/.local/share/natiq/runtime"

# The same by `uvx`, in a home of its own.
timed 'uv itself' "$python" -m venv "$scratch/uv"
"$scratch/uv/bin/pip" install --quiet --disable-pip-version-check uv
export UV_CACHE_DIR=$scratch/uv-cache UV_TOOL_DIR=$scratch/uv-tools UV_NO_PROGRESS=1
uvx() {
    HOME=$scratch/home2 "$scratch/uv/bin/uv" tool run --quiet --python "$python" --from "$wheel" natiq \
        speak "$article" --output "$scratch/uvx.wav"
}
timed 'uvx natiq speak, from nothing to sound' uvx
sound "$scratch/uvx.wav" 30
test ! -e "$scratch/home2/.local/share/natiq/runtime"
timed 'uvx natiq speak, again' uvx
