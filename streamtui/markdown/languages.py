"""The languages whose code is coloured: lexers of Pygments whose every expression ends soon on any line.

Pygments has five hundred lexers, made for code of one's own. In some of them a line of forty characters, which any
model can write, holds the program for ever. `tests/cost/test_lexers.py` tries those that are named here.
"""

from __future__ import annotations

_NAMES = """
ada apacheconf awk bash bibtex c clojure cmake cobol coffeescript common-lisp console cpp cr csharp css cuda cython
d dart delphi diff django elixir elm emacs-lisp erb erlang fortran fsharp gas gdscript gherkin glsl go graphql
graphviz groovy haml handlebars haskell hlsl html html+django html+php http ini java javascript json json5 jsonnet
jsx julia kotlin less llvm lua make markdown matlab meson mysql nasm nginx nimrod nixos objective-c ocaml octave
perl php postgresql powershell prolog properties protobuf pug puppet pycon pytb python python2 qml restructuredtext
ruby rust sass scheme scss smalltalk solidity sparql splus sql swift systemverilog tcl terraform tex thrift toml
tsql tsx twig typescript vb.net verilog vhdl vue wast wgsl xml yaml zig
"""
LANGUAGES = frozenset(_NAMES.split())
"""The first of the names that Pygments knows each of them by."""
