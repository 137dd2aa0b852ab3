"""The SDK, imported without what a request never needs: that is more than half of the time it takes.

It imports two packages whole that do nothing but name what is in their modules. While `lean_import` lasts, they are
imported as packages that fill themselves at the first such name: everything is found where it always is. And it
imports aiohttp where that is installed, for a client that nobody here makes: it is told that there is none, for which
it is prepared. An SDK that is built otherwise is imported as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

CATALOGUES = ("openai.types", "openai.types.responses")
AIOHTTP_CLIENT = "openai._vendor.httpx_aiohttp"


@contextmanager
def lean_import() -> Iterator[None]:
    """Import the SDK in this."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == AIOHTTP_CLIENT:
            raise ModuleNotFoundError(f"{name} is left out", name=name)
        spec = PathFinder.find_spec(name, path, target) if name in CATALOGUES else None
        if spec is not None and spec.loader is not None:
            spec.loader = _LaterLoader(spec.loader)
        return spec


class _LaterLoader(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader: Loader | None = loader
        self._lock = RLock()

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = _LaterPackage

    def fill(self, module: ModuleType) -> None:
        """Import what the package names, once; another thread that asks meanwhile waits."""
        with self._lock:
            loader, self._loader = self._loader, None
            if loader is not None:
                loader.exec_module(module)
                module.__class__ = ModuleType


class _LaterPackage(ModuleType):
    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet. Importing asks for dunders, of which only `import *` wants the names."""
        if (name == "__all__" or not name.startswith("__")) and isinstance(loader := self.__loader__, _LaterLoader):
            loader.fill(self)
            if name in self.__dict__:
                return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name, obj=self)

    def __dir__(self) -> list[str]:
        if isinstance(loader := self.__loader__, _LaterLoader):
            loader.fill(self)
        return sorted(self.__dict__)
