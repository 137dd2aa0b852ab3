"""How the page looks: the two palettes and the looks of rows as the screen has them, and what puts them in place."""

from __future__ import annotations

from streamtui.exports.html.tags import css_class
from streamtui.rows.looks import LOOKS
from streamtui.rows.palette import DARK, LIGHT

_ATTRIBUTES = {
    "bold": "font-weight:bold",
    "italic": "font-style:italic",
    "underline": "text-decoration:underline",
    "strike": "text-decoration:line-through",
}
_SHEET = """
* { box-sizing: border-box; }
html { background: var(--background); color: var(--text); scroll-behavior: smooth; }
body {
  margin: 0; padding: 1rem 1.5rem 4rem;
  font: 15px/1.5 ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
main { display: flex; flex-direction: column; max-width: 100ch; margin: 0 auto; }
nav { order: -1; }
nav ol { padding-left: 4ch; }
nav a { color: var(--primary); }
section { scroll-margin-top: 1rem; padding-bottom: 3rem; }
h1, h2, h3, h4, h5, h6 { font-size: inherit; margin: 0; }
h1 { font-size: 1.2em; }
header { border-bottom: 1px solid var(--rule); margin-bottom: 1.2rem; padding-right: 22ch; }
header p { margin: 0 0 .5rem; }
article { margin: 0 0 1.4rem; }
.branch-number, .left_out { color: var(--text-muted); font-weight: normal; margin-left: 1ch; }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2ch; }
.head > time { color: var(--text-muted); margin-right: auto; }
.plain { white-space: pre-wrap; overflow-wrap: anywhere; }
.prose, .reasoning, .inside { overflow-wrap: anywhere; }
.prose + .prose, .call + .prose, .prose + .call, details + .prose { margin-top: .7rem; }
p, ul, ol, blockquote, .code-block { margin: 0 0 .8rem; }
.prose > :last-child, .reasoning > :last-child, li > :last-child { margin-bottom: 0; }
h3, h4, h5, h6 { margin: 1rem 0 .5rem; }
ul, ol { padding-left: 3ch; }
ol { padding-left: 4ch; }
li::marker { color: var(--primary); }
li:has(> .task-open), li:has(> .task-done) { list-style: none; margin-left: -2ch; }
blockquote { border-left: .5ch solid var(--rule); padding-left: 1.5ch; color: var(--text-muted); }
img { max-width: 100%; height: auto; }
hr { border: 0; border-top: 1px solid var(--rule); margin: 1rem 0; }
a { color: var(--primary); }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
code, pre { font: inherit; }
.code-language { margin: 0; }
.code-block pre, .inside > pre { border-left: 2px solid var(--rule); padding-left: 1.5ch; }
.code-block pre { white-space: pre; overflow-wrap: normal; overflow-x: auto; }
table { border-collapse: collapse; margin: 0 0 .8rem; }
th, td { text-align: left; vertical-align: top; padding: 0 1.5ch; border-left: 1px solid var(--rule); }
th:first-child, td:first-child { border-left: 0; padding-left: 0; }
thead th { border-bottom: 1px solid var(--rule); }
.right { text-align: right; }
.center { text-align: center; }
.prose table { display: block; overflow-x: auto; }
summary { cursor: pointer; }
summary::marker { color: var(--text-muted); }
summary.notice { margin: 0; }
.call > summary { display: flex; gap: 1ch; list-style: none; white-space: nowrap; }
.call > summary > span { flex: none; }
.call > summary > .call-arguments, .call > summary > .call-result {
  flex: 0 1 auto; min-width: 6ch;
  overflow: hidden; text-overflow: ellipsis; }
.call > summary > .state { margin-left: auto; }
.call + .citations, .prose + .citations { margin-top: .7rem; }
.citations { overflow-wrap: anywhere; }
.inside { padding: .3rem 0 .6rem 2ch; }
.label { margin: 0; }
.system { margin-bottom: 1.2rem; }
.figures { margin-left: auto; white-space: pre-wrap; }
.figures[open] { flex: 1 1 60%; }
.figures > summary { list-style: none; text-align: right; }
.figures > summary:hover { color: var(--primary); }
.figures .inside { display: flex; flex-wrap: wrap; gap: 0 4ch; align-items: flex-start; justify-content: flex-end; }
.figures th, .figures td { white-space: nowrap; border: 0; padding: 0 2ch 0 0; font-weight: normal; }
.figures td:nth-child(2) { text-align: right; color: var(--text); }
.figures caption { text-align: left; }
.notice, .ending, .error { margin: .5rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.aside { opacity: .55; }
.themes { position: absolute; top: 1rem; right: 1.5rem; color: var(--text-muted); }
.themes input { position: absolute; opacity: 0; }
.themes label { cursor: pointer; padding-left: 1.5ch; }
.themes input:checked + label { color: var(--primary); font-weight: bold; }
.themes input:focus-visible + label { outline: 1px solid var(--primary); }
@media (max-width: 70ch) {
  body { padding: 3rem 1rem; }
  header { padding-right: 0; }
  .figures[open] { flex-basis: 100%; }
  .figures .inside { justify-content: flex-start; }
}
@media print { .themes { display: none; } section { break-after: page; } }
"""


def style_sheet() -> str:
    """All of it."""
    dark, light = (";".join(f"--{name}:{colour}" for name, colour in one.items()) for one in (DARK, LIGHT))
    themes = (
        f":root{{color-scheme:dark;{dark}}}"
        f"@media (prefers-color-scheme:light){{:root{{color-scheme:light;{light}}}}}"
        f"@media screen{{:root:has(#dark:checked){{color-scheme:dark;{dark}}}}}"
        f":root:has(#light:checked){{color-scheme:light;{light}}}"
        f"@media print{{:root{{color-scheme:light;{light}}}}}"
    )
    looks = "".join(f".{css_class(style)}{{{_look(*look)}}}" for style, look in LOOKS.items() if _tone(look[0]) in DARK)
    return themes + looks + _SHEET


def _look(tone: str, attributes: str) -> str:
    return ";".join([f"color:var(--{_tone(tone)})", *(_ATTRIBUTES[word] for word in attributes.split())])


def _tone(name: str) -> str:
    """As the palette calls it."""
    return name if name in DARK else name.removeprefix("text-")
