#!/usr/bin/env python3
"""Many sets at once in one asyncio loop.

    many.py SOURCE …
"""

import asyncio
import pathlib
import sys

import tessera


async def make(source: str) -> str:
    actor = pathlib.Path(source).stem
    try:
        dataset = await tessera.generate_async(source, actor=actor, count=8, max_cost=1)
    except tessera.TesseraError as error:
        return f"{actor}: {error}"
    return f"{actor}: {len(dataset)} images, ${dataset.cost_usd:.2f}, {dataset.folder}"


async def main(sources: list[str]) -> None:
    for finished in asyncio.as_completed([make(source) for source in sources]):
        print(await finished)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
