#!/usr/bin/env python3
"""Checks that documents keep what they promise.

    check_docs.py links PROJECT_ROOT             every relative link of every *.md leads to a file, and to a heading in it
    check_docs.py flags PROJECT_ROOT TESSERA     the flags that --help, the pages and the man page name agree
"""

import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"(?<!\\)!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.S | re.M)


def anchors_of(text: str) -> set[str]:
    """Names that headings get on the usual forges."""
    found = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", FENCE.sub("", text), re.M):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
        found.add(name.replace(" ", "-"))
    return found | set(re.findall(r'<a (?:name|id)="([^"]+)"', text))


def check_links(root: pathlib.Path) -> list[str]:
    problems = []
    documents = [d for d in sorted(root.rglob("*.md")) if not {"build", "node_modules"} & set(d.relative_to(root).parts)]
    for document in documents:
        text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", document.read_text(encoding="utf-8")))
        for target in LINK.findall(text):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            path, _, anchor = target.partition("#")
            goal = (document.parent / path).resolve() if path else document
            if not goal.exists():
                problems.append(f"{document.relative_to(root)}: {target} leads nowhere")
            elif anchor and goal.suffix == ".md" and anchor not in anchors_of(goal.read_text(encoding="utf-8")):
                problems.append(f"{document.relative_to(root)}: {target}: there is no such heading")
    return problems


def section(text: str, begin: str, end: str) -> str:
    return text.split(begin, 1)[1].split(end, 1)[0]


# Each command with flags of its own: where they are described, between which headings.
PAGES = {"generate": ("docs/cli.md", "## Flags of `generate`", "## Flags of the other commands"),
         "train": ("docs/train.md", "## Flags of `train`", "## Replicate")}
MANUAL = {"generate": (".Sh FLAGS OF GENERATE", ".Sh"), "train": (".Sh TRAINING", ".Sh")}
# Said once for all commands.
COMMON = {"--help", "--help-all", "--json", "--quiet", "--log-level", "--log-format", "--price"}


def check_flags(root: pathlib.Path, tessera: str) -> list[str]:
    problems = []
    for command, (page, begin, end) in PAGES.items():
        shown = subprocess.run([tessera, command, "--help"], capture_output=True, text=True, check=True).stdout
        described = section((root / page).read_text(encoding="utf-8"), begin, end)
        manual = section((root / "docs/tessera.1").read_text(encoding="utf-8"), *MANUAL[command])
        in_help = set(re.findall(r"^\s+(?:-\w,)?(--[a-z][a-z-]*)", shown, re.M)) - COMMON
        rows = re.findall(r"^\| (`--.*?) \|", described, re.M)
        in_page = {flag for row in rows for flag in re.findall(r"`(--[a-z-]+)", row)} - COMMON
        items = re.findall(r"^\.It (Fl .*)$", manual, re.M)
        in_manual = {"-" + flag for item in items for flag in re.findall(r"Fl (-[a-z-]+)", item)} - COMMON
        for name, flags in ((page, in_page), ("docs/tessera.1", in_manual)):
            problems += [f"{name} does not describe {flag} of `{command}`" for flag in sorted(in_help - flags)]
            problems += [f"{name} describes {flag}, which `tessera {command} --help` does not"
                         for flag in sorted(flags - in_help)]
    return problems


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "links":
        found = check_links(pathlib.Path(sys.argv[2]).resolve())
    elif len(sys.argv) == 4 and sys.argv[1] == "flags":
        found = check_flags(pathlib.Path(sys.argv[2]).resolve(), sys.argv[3])
    else:
        sys.exit(__doc__)
    print("\n".join(found) if found else "The documents keep what they promise.")
    sys.exit(1 if found else 0)
