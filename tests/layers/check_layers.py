#!/usr/bin/env python3
"""Holds the table of layers against every #include line of src/, include/ and simulator/.

A folder may include only what stands below it, and a third-party library may be included only where it belongs.
One include root for all folders would otherwise hide violations from the compiler. Prints one line a violation,
"file:line: sentence", and exits with 1; exits with 0 when there is none.

    check_layers.py PROJECT_ROOT
"""

import pathlib
import re
import sys

# What each folder of src/ may include besides itself. "providers" stands for each folder in it: none may include another.
LAYERS = {
    "embedded": [],  # files of share/, compiled in
    "base": [],
    "async": ["base"],
    "model": ["async", "base"],
    "net": ["async", "base"],
    "imaging": ["model", "base"],
    "ledger": ["model", "async", "base"],
    "providers": ["net", "imaging", "model", "async", "base", "embedded"],
    "dataset": ["imaging", "model", "base", "embedded"],
    "pipeline": ["dataset", "ledger", "imaging", "model", "async", "base", "embedded"],
    "app": ["pipeline", "dataset", "providers/*", "ledger", "imaging", "net", "model", "async", "base", "embedded"],
    "cli": ["app", "pipeline", "dataset", "providers/*", "ledger", "imaging", "net", "model", "async", "base", "embedded"],
    "python": ["app", "pipeline", "dataset", "providers/*", "ledger", "imaging", "net", "model", "async", "base", "embedded"],
    # Not a part of the product: it draws with the offline engine and speaks as providers do.
    "simulator": ["providers/offline", "imaging", "net", "model", "async", "base", "embedded"],
}

# Public headers stand above app, except those that are vocabulary.
VOCABULARY_HEADERS = ["tessera/error.h"]
PUBLIC_HEADER_USERS = ["app", "cli", "python"]

# Third-party headers: who may include them. A pattern with a slash after src/ names single files.
OWNERS = [
    (r"curl/", ["net/curl_*"]),
    (r"sqlite3\.h$|SQLiteCpp/", ["ledger"]),
    (r"turbojpeg\.h$|jpeglib\.h$|spng\.h$|lodepng\.h$|libdeflate\.h$|webp/|libheif/|lcms2\.h$|zimg(\+\+)?\.h(pp)?$|libexif/", ["imaging"]),
    (r"cairo/|cairo[a-z-]*\.h$", ["providers/offline"]),
    (r"CLI/", ["cli", "simulator"]),
    (r"pybind11/", ["python"]),
    (r"boost/beast", ["simulator"]),
    (r"toml\+\+/", ["dataset", "pipeline", "app"]),
    (r"archive(_entry)?\.h$", ["dataset", "simulator"]),
    (r"openssl/", ["base", "simulator"]),
    (r"spdlog/", ["base"]),
    (r"boost/asio", ["async", "model", "net", "ledger", "providers", "pipeline", "app", "cli", "simulator"]),
    (r"boost/json", ["*"]),
    (r"boost/(url|system)", ["async", "net", "ledger", "providers", "pipeline", "app", "cli", "simulator"]),
    (r"boost/describe", ["*"]),
    (r"fmt/", ["*"]),
]

# The pipeline never names a vendor, neither in identifiers nor in strings; comments may.
VENDORS = re.compile(
    r"replicate|openai|topaz|flux|kontext|esrgan|amazon|anthropic|chatgpt|gpt_|black[-_ ]forest|comfyui|runpod", re.I)

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SYSTEM_HEADER = re.compile(r"^((sys|netinet|arpa|linux|net)/[a-z_]+\.h|[a-z0-9_]+\.h|[a-z_0-9]+)$")


def folder_of(path: pathlib.PurePosixPath) -> str:
    """"imaging", "providers/s3", "simulator" … for a path relative to the project's root."""
    parts = path.parts
    if parts[0] == "src":
        return f"providers/{parts[2]}" if parts[1] == "providers" and len(parts) > 3 else parts[1]
    return parts[0]


def layer_of(folder: str) -> str:
    return folder.split("/")[0]


def allows(patterns: list[str], folder: str, path: pathlib.PurePosixPath) -> bool:
    for pattern in patterns:
        if pattern in ("*", folder, layer_of(folder)):
            return True
        if pattern.endswith("*") and str(path).startswith("src/" + pattern[:-1]):
            return True
    return False


def check_project_include(path: pathlib.PurePosixPath, header: str) -> str | None:
    folder = folder_of(path)
    if header.startswith("tessera/"):
        if folder == "include" or header in VOCABULARY_HEADERS or folder in PUBLIC_HEADER_USERS:
            return None
        return f"{folder} may not include the public header {header}"
    if folder == "include":
        return f"a public header may not include {header}, which is not installed"
    if "/" not in header:
        return None if folder == "simulator" else f'write "{header}" with its folder'
    target = folder_of(pathlib.PurePosixPath("src") / header)
    if target == folder or header.startswith(folder + "/"):
        return None
    if layer_of(target) not in LAYERS:
        return f"{header} is in no folder that the table of layers knows"
    allowed = LAYERS.get(layer_of(folder), [])
    if target in allowed or f"{layer_of(target)}/*" in allowed:
        return None
    return f"{folder} may not include {header}"


def check_library_include(path: pathlib.PurePosixPath, header: str) -> str | None:
    folder = folder_of(path)
    for pattern, owners in OWNERS:
        if re.match(pattern, header):
            if folder == "include":
                return f"a public header may not include {header}"
            return None if allows(owners, folder, path) else f"{folder} may not include {header}; owners: {', '.join(owners)}"
    if SYSTEM_HEADER.match(header):
        return None
    return f"{header} belongs to nobody: name its owner in the table of layers"


def without_comments(text: str) -> str:
    """The text with comments blanked, line numbers kept; strings are left alone."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)
    return pattern.sub(lambda m: m[0] if m[0].startswith('"') else re.sub(r"[^\n]", " ", m[0]), text)


def check_file(root: pathlib.Path, path: pathlib.PurePosixPath) -> list[str]:
    code = without_comments((root / path).read_text(encoding="utf-8"))
    problems = []
    for number, line in enumerate(code.splitlines(), 1):
        if match := INCLUDE.match(line):
            check = check_project_include if match[1] == '"' else check_library_include
            if problem := check(path, match[2]):
                problems.append(f"{path}:{number}: {problem}")
        if folder_of(path) == "pipeline" and (vendor := VENDORS.search(line)):
            problems.append(f'{path}:{number}: the pipeline names a vendor: "{vendor[0]}"')
    return problems


def check_targets(root: pathlib.Path) -> list[str]:
    """The same table against USES of tessera_library() in the CMake lists."""
    problems = []
    for file in sorted((root / "src").rglob("CMakeLists.txt")):
        path = pathlib.PurePosixPath(file.relative_to(root).as_posix())
        text = re.sub(r"#[^\n]*", "", file.read_text(encoding="utf-8"))
        for match in re.finditer(r"tessera_library\(\s*(\w+)([^)]*)\)", text):
            uses = re.search(r"\bUSES\b([^)]*?)(\bPUBLIC\b|\bPRIVATE\b|\bSOURCES\b|$)", match[2], re.S)
            allowed = LAYERS.get(layer_of(folder_of(path)), [])
            for used in uses[1].split() if uses else []:
                if used not in allowed and not (used not in LAYERS and "providers/*" in allowed):
                    problems.append(f"{path}: {match[1]} may not use {used}")
    return problems


def check(root: pathlib.Path) -> list[str]:
    problems = check_targets(root)
    for top in ("include", "src", "simulator"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix in (".h", ".hpp", ".cpp", ".inc"):
                problems += check_file(root, pathlib.PurePosixPath(file.relative_to(root).as_posix()))
    return problems


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = check(pathlib.Path(sys.argv[1]))
    print("\n".join(found) if found else "Every include keeps to the table of layers.")
    sys.exit(1 if found else 0)
