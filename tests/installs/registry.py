"""A registry of crates on this machine, with the archives that `cargo package` made, for `cargo install --registry`.

python3 tests/installs/registry.py ARCHIVES FOLDER     prints its port, and serves until it is ended

What the archives depend on is looked for here where it is here, and in crates.io where it is not.
"""

import hashlib
import http.server
import json
import pathlib
import shutil
import sys
import tarfile
import tomllib

archives, folder = map(pathlib.Path, sys.argv[1:])
CRATES_IO = "https://github.com/rust-lang/crates.io-index"


def dependencies(manifest: dict, ours: set[str]):
    """Yields the dependencies of a normalized Cargo.toml as an index writes them."""
    tables = [(None, manifest), *manifest.get("target", {}).items()]
    for target, table in tables:
        for kind in ["dependencies", "build-dependencies"]:
            for name, said in table.get(kind, {}).items():
                said = {"version": said} if isinstance(said, str) else said
                package = said.get("package", name)
                yield {
                    "name": name,
                    "req": said["version"],
                    "features": said.get("features", []),
                    "optional": said.get("optional", False),
                    "default_features": said.get("default-features", True),
                    "target": target,
                    "kind": "build" if kind.startswith("build") else "normal",
                    "registry": None if package in ours else CRATES_IO,
                    "package": package if package != name else None,
                }


def read(archive: pathlib.Path) -> dict:
    with tarfile.open(archive) as tar:
        return tomllib.load(tar.extractfile(f"{archive.stem}/Cargo.toml"))


found = [(archive, read(archive)) for archive in sorted(archives.glob("*.crate"))]
ours = {manifest["package"]["name"] for _, manifest in found}
folder.mkdir(parents=True)
for archive, manifest in found:
    name, version = manifest["package"]["name"], manifest["package"]["version"]
    entry = {
        "name": name,
        "vers": version,
        "deps": list(dependencies(manifest, ours)),
        "cksum": hashlib.sha256(archive.read_bytes()).hexdigest(),
        "features": manifest.get("features", {}),
        "yanked": False,
    }
    index = folder / name[:2] / name[2:4] / name
    index.parent.mkdir(parents=True, exist_ok=True)
    with index.open("a") as file:
        file.write(json.dumps(entry) + "\n")
    shutil.copy(archive, folder / f"{name}-{version}.crate")


class Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments):
        super().__init__(*arguments, directory=str(folder))

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
port = server.server_address[1]
config = {"dl": f"http://127.0.0.1:{port}/{{crate}}-{{version}}.crate"}
(folder / "config.json").write_text(json.dumps(config))
print(port, flush=True)
server.serve_forever()
