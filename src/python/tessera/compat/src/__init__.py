"""The package name under which programs know the ancestor's modules. A program's own `src` beside it stays reachable."""

import pkgutil

__path__ = pkgutil.extend_path(__path__, __name__)
