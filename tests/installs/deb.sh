#!/usr/bin/env bash
# The Debian package, taken apart into a folder and run there without a network; with --chroot also installed by dpkg in a
# bare Debian that debootstrap makes (as root; some 100 MB are fetched), or in the one in FOLDER.
#   tests/installs/deb.sh target/debian/natiq_*.deb [--chroot [FOLDER]]
source "$(dirname "$0")/common.sh"
deb=$(realpath "$1")
dpkg-deb --info "$deb"
root=$scratch/root
timed 'taken apart' dpkg-deb --extract "$deb" "$root"
(cd "$root" && find . -type f -printf '%10s %p\n' -o -type l -printf '           %p -> %l\n' | sort -k2)

# The service is hardened, and its unit has no fault.
unit=$(find "$root" -name natiq.service)
sed "s#/usr/bin/natiq#$root&#" "$unit" >"$scratch/natiq.service"
systemd-analyze verify --man=no "$scratch/natiq.service"
systemd-analyze security --offline=yes --threshold=20 "$unit" | tail -1

# The manual has a page for each command, and reads without a fault.
for page in "$root"/usr/share/man/man1/*.gz; do
    gunzip --stdout "$page" | man --warnings --local-file - >/dev/null 2>"$scratch/man.txt" || true
    test ! -s "$scratch/man.txt" || { echo "$page:"; cat "$scratch/man.txt"; exit 1; }
done
bash -n "$root/usr/share/bash-completion/completions/natiq"

first_run() { clean unshare --net "$root/usr/bin/natiq" speak "$article" --output "$scratch/deb.wav"; }
timed 'first run to a file, without a network' first_run
sound "$scratch/deb.wav" 30
clean "$root/usr/bin/natiq" doctor | tee "$scratch/doctor.txt"
grep -q 'beside the program' "$scratch/doctor.txt"

# As the unit starts it: no new memory may be made executable.
port=$((20000 + RANDOM % 20000))
python3 - "$root/usr/bin/natiq" "$root/etc/natiq/natiq.toml" "$port" "$scratch/data" <<'PY'
import ctypes, os, subprocess, sys, time
natiq, config, port, data = sys.argv[1:]

def harden():
    libc = ctypes.CDLL(None, use_errno=True)
    PR_SET_NO_NEW_PRIVS, PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 38, 65, 1
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    if libc.prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
        os.write(2, b"(this kernel cannot refuse executable memory; served without)\n")

environment = {"NATIQ_DATA_DIR": data, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
listen = ["--listen", f"127.0.0.1:{port}"]
service = subprocess.Popen([natiq, "serve", "--config", config, *listen], env=environment, preexec_fn=harden)
try:
    for _ in range(100):
        if subprocess.run([natiq, "serve", "--check", *listen], stderr=subprocess.DEVNULL).returncode == 0:
            break
        time.sleep(0.1)
    import json, urllib.request
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/audio/speech",
        json.dumps({"model": "natiq", "voice": "ziad", "input": "مرحبًا بكم في بيتنا.", "response_format": "wav"}).encode(),
        {"Content-Type": "application/json"},
    )
    open(os.path.join(data, "service.wav"), "wb").write(urllib.request.urlopen(request, timeout=60).read())
finally:
    service.terminate()
    assert service.wait(60) == 0, service.returncode
PY
sound "$scratch/data/service.wav" 1

if [ "${2-}" = --chroot ]; then
    chroot=${3-$scratch/debian}
    test -d "$chroot" || timed 'a bare Debian' debootstrap --variant=minbase --include=libstdc++6 bookworm "$chroot" | tail -1
    cp "$deb" "$chroot/natiq.deb"
    cp "$article" "$chroot/water.txt"
    # The models' threads look at the processor there.
    mount --bind /proc "$chroot/proc" 2>/dev/null && trap 'umount "$chroot/proc"; rm -rf "$scratch"' EXIT || true
    timed 'dpkg --install' chroot "$chroot" dpkg --install /natiq.deb
    in_chroot() { unshare --net chroot "$chroot" env -i HOME=/root PATH=/usr/bin:/bin natiq "$@"; }
    timed 'first run to a file, without a network' in_chroot speak /water.txt --output /water.wav
    sound "$chroot/water.wav" 30
    in_chroot doctor
    in_chroot licenses | head -3
    chroot "$chroot" dpkg --remove natiq
    test ! -e "$chroot/usr/bin/natiq"
fi
