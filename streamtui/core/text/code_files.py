"""The code blocks of a text as files: the language they name decides the ending."""

from __future__ import annotations

from streamtui.core.text.code_fences import code_blocks

_PLAIN = "txt"
_LANGUAGES = {
    "adb": "ada",
    "asm": "asm assembly nasm",
    "awk": "awk",
    "bat": "bat batch cmd",
    "c": "c",
    "clj": "clojure",
    "cmake": "cmake",
    "coffee": "coffeescript",
    "cpp": "c++ cc cxx",
    "cs": "c# csharp",
    "cr": "crystal",
    "css": "css",
    "csv": "csv",
    "cu": "cuda",
    "d": "d",
    "dart": "dart",
    "diff": "diff patch udiff",
    "dockerfile": "docker",
    "ex": "elixir",
    "elm": "elm",
    "erl": "erlang",
    "f90": "fortran",
    "fish": "fish",
    "fs": "f# fsharp",
    "gd": "gdscript",
    "go": "golang",
    "gql": "graphql",
    "gradle": "gradle",
    "groovy": "groovy",
    "h": "h",
    "hcl": "hcl",
    "hpp": "hpp",
    "hs": "haskell",
    "html": "htm html5",
    "ini": "cfg conf properties",
    "ipynb": "ipynb",
    "java": "java",
    "jinja": "jinja2",
    "jl": "julia",
    "js": "cjs javascript mjs node nodejs",
    "json": "json",
    "json5": "json5 jsonc",
    "jsonl": "jsonl ndjson",
    "jsx": "jsx",
    "kt": "kotlin",
    "less": "less",
    "lisp": "cl common-lisp elisp emacs-lisp",
    "lua": "lua",
    "m": "matlab objective-c objectivec objc octave",
    "mk": "make makefile",
    "md": "markdown",
    "ml": "ocaml",
    "mmd": "mermaid",
    "nim": "nim",
    "nix": "nix",
    "pas": "delphi pascal",
    "php": "php",
    "pl": "perl",
    "proto": "protobuf",
    "ps1": "posh powershell pwsh",
    "py": "py3 python python3",
    "r": "r",
    "rb": "ruby",
    "rs": "rust",
    "rst": "restructuredtext",
    "sass": "sass",
    "scala": "scala",
    "scm": "racket scheme",
    "scss": "scss",
    "sh": "bash console shell shell-session sh-session zsh",
    "sol": "solidity",
    "sql": "mysql plpgsql postgres postgresql sqlite tsql",
    "svelte": "svelte",
    "svg": "svg",
    "swift": "swift",
    "tcl": "tcl",
    "tex": "latex",
    "tf": "terraform",
    "toml": "toml",
    "ts": "mts typescript",
    "tsx": "tsx",
    "v": "verilog",
    "vb": "vbnet visual-basic",
    "vhdl": "vhdl",
    "vim": "vimscript viml",
    "vue": "vue",
    "xml": "xml xslt",
    "yaml": "yaml yml",
    "zig": "zig",
}
"""Endings, and the names of the languages that have them; an ending is also a name of its language."""
_ENDINGS = {name: ending for ending, names in _LANGUAGES.items() for name in (ending, *names.split())}


def ending_of(language: str) -> str:
    """The ending, without its dot, for the language that a fence names; `txt` where it is none that is known."""
    return _ENDINGS.get(language.strip("{}.").lower(), _PLAIN)


def language_of(file: str) -> str:
    """The name that a fence gives the language of a file, by its ending; nothing where that says none."""
    _, dot, ending = file.rpartition(".")
    return ending.lower() if dot and ending.lower() in _ENDINGS else ""


def code_files(text: str) -> list[tuple[str, str]]:
    """The ending and the code of each block of the text that is not empty, in order."""
    return [(ending_of(block.language), block.text) for block in code_blocks(text) if block.text.strip()]
