"""The library's sentences, with arguments where they name flags of the command."""

from __future__ import annotations

import re

_OTHER_NAMES = {"with": "trainer", "trainer": "trainer_model", "set": "inputs", "for": "trainers", "price": "prices"}
_SWITCHES = {"force", "retry", "repeat-unknown", "link", "style-gate", "reuse"}
_PRICE = re.compile(r"--price (\S+)=USD")
_FLAG = re.compile(r"""
    `[^`]*`                                                        # a command for a shell stays as it is
  | --(?P<choice>engine|judge|upscaler|store|upload|with)\ (?P<value>[\w./:-]+)
  | --(?P<flag>[a-z]+(?:-[a-z]+)*)(?:\ (?P<placeholder>[A-Z][A-Z/|]+))?
    """, re.VERBOSE)


def in_arguments(sentence: str) -> str:
    """"--engine replicate" becomes "engine='replicate'", "--destination OWNER/NAME" "destination=OWNER/NAME"."""
    if "--" not in sentence:
        return sentence
    return _FLAG.sub(_argument, _PRICE.sub(r"prices={'\1': USD}", sentence))


def _argument(found: re.Match[str]) -> str:
    if found["choice"]:
        return f"{_OTHER_NAMES.get(found['choice'], found['choice'])}='{found['value']}'"
    if not found["flag"]:
        return found[0]
    name = _OTHER_NAMES.get(found["flag"], found["flag"].replace("-", "_"))
    if found["flag"] in _SWITCHES:
        return f"{name}=True"
    return f"{name}={found['placeholder']}" if found["placeholder"] else name
