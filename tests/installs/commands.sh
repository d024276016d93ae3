#!/usr/bin/env bash
# What is installed beside the program, looked over by the programs that read it; those that are not there are left out,
# and said so.
#   tests/installs/commands.sh target/debug/natiq
source "$(dirname "$0")/common.sh"
natiq=$(realpath "$1")
has() { command -v "$1" >/dev/null || { echo "left out: $1 is not installed"; return 1; }; }

"$natiq" man "$scratch/man"
if has man; then
    for page in "$scratch"/man/*.1; do
        man --warnings --local-file "$page" >/dev/null 2>"$scratch/said"
        test ! -s "$scratch/said" || { echo "$page:"; cat "$scratch/said"; exit 1; }
    done
    echo "$(ls "$scratch/man" | wc -l) manual pages"
fi

for shell in bash zsh fish; do
    "$natiq" completions "$shell" >"$scratch/$shell"
    if has "$shell"; then
        "$shell" -n "$scratch/$shell"
        echo "completions for $shell"
    fi
done
# What bash offers after `natiq lic`.
offered=$(bash --norc -c 'source "$0"; COMP_WORDS=(natiq lic); COMP_CWORD=1; _natiq natiq lic natiq; echo "${COMPREPLY[@]}"' \
    "$scratch/bash")
test "$offered" = licenses || { echo "bash offered '$offered' after 'natiq lic'"; exit 1; }

if has systemd-analyze; then
    sed "s#/usr/bin/natiq#$natiq#" packaging/debian/natiq.service >"$scratch/natiq.service"
    systemd-analyze verify --man=no "$scratch/natiq.service"
    systemd-analyze security --offline=yes --threshold=20 packaging/debian/natiq.service | tail -1
fi
# Its lists of files are left there by the compiler.
python3 tests/installs/container.py --context "$(dirname "$natiq")/deps"
if has hadolint; then
    hadolint Dockerfile && echo 'no finding of hadolint'
fi
python3 packaging/licenses/collect.py --check

# Real players, which play into a file, or into nothing.
if has aplay; then
    mkdir -p "$scratch/players"
    ln -s "$(command -v aplay)" "$scratch/players/aplay"
    echo "pcm.!default { type file slave.pcm \"null\" file \"$scratch/played.wav\" format \"wav\" }" >"$scratch/asoundrc"
    ALSA_CONFIG_PATH=/usr/share/alsa/alsa.conf:$scratch/asoundrc PATH=$scratch/players "$natiq" speak "$article" --play
    sound "$scratch/played.wav" 30
fi
