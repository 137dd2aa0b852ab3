"""The colours of the program's own two looks, dark and light, by what they are for."""

from __future__ import annotations

from collections.abc import Mapping

DARK: Mapping[str, str] = {
    "text": "#d7dde3",
    "text-muted": "#8b96a3",
    "rule": "#4b5661",
    "background": "#0f1216",
    "surface": "#161b21",
    "panel": "#1c2229",
    "primary": "#5fb3f6",
    "secondary": "#b794f6",
    "accent": "#f2b35e",
    "success": "#7fd39b",
    "warning": "#f2b35e",
    "error": "#f07178",
}
LIGHT: Mapping[str, str] = {
    "text": "#22272e",
    "text-muted": "#5d6670",
    "rule": "#9fa8b0",
    "background": "#fbfbf9",
    "surface": "#f2f3f1",
    "panel": "#e9ebe9",
    "primary": "#0b62b0",
    "secondary": "#7440c4",
    "accent": "#8a4b00",
    "success": "#1b7340",
    "warning": "#8a4b00",
    "error": "#b3261e",
}
ACCENTS = ("primary", "secondary", "accent", "success", "warning", "error")
