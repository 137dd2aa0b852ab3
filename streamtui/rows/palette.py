"""The colours of the program's own themes, by what they are for."""

from __future__ import annotations

from collections.abc import Mapping

DARK: Mapping[str, str] = {
    "text": "#d7dde3",
    "text-muted": "#8b96a3",
    "rule": "#626c76",
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
    "rule": "#7f878e",
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
HIGH_CONTRAST: Mapping[str, str] = {
    "text": "#ffffff",
    "text-muted": "#c8d0d8",
    "rule": "#9aa5b0",
    "background": "#000000",
    "surface": "#101418",
    "panel": "#181d22",
    "primary": "#7cc7ff",
    "secondary": "#d3b8ff",
    "accent": "#ffc46b",
    "success": "#8af0a8",
    "warning": "#ffd75f",
    "error": "#ff9a9a",
}
HIGH_CONTRAST_LIGHT: Mapping[str, str] = {
    "text": "#000000",
    "text-muted": "#3a424a",
    "rule": "#5f6870",
    "background": "#ffffff",
    "surface": "#f0f2f4",
    "panel": "#e6e9ec",
    "primary": "#003f8a",
    "secondary": "#5316a0",
    "accent": "#6b3400",
    "success": "#00501f",
    "warning": "#6b3400",
    "error": "#8c0f12",
}
ACCENTS = ("primary", "secondary", "accent", "success", "warning", "error")
