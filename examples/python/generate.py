#!/usr/bin/env python3
"""A training set from one picture, with progress.

    generate.py SOURCE [USER ACTOR]

Keys are read from the environment or from `.env`. Without a token of Replicate the offline engine makes previews.
"""

import sys

import tessera


def show(event: dict) -> None:
    if event["event"] in ("run.chosen", "grid.arrived", "item.stored", "warning"):
        print(" ".join(f"{value}" for key, value in event.items() if key != "time"), file=sys.stderr)


def main(source: str, user: str = "local", actor: str = "example") -> int:
    try:
        plan = tessera.plan(source, user=user, actor=actor, max_cost=3)
        print(f"about ${plan.way.cost_usd:.2f}, at most ${plan.way.cost_upper_bound_usd:.2f}: {plan.reason}")
        dataset = tessera.generate(source, user=user, actor=actor, max_cost=3, on_event=show)
    except tessera.TesseraError as error:
        print(error, file=sys.stderr)
        if error.dataset:
            print(f"{len(error.dataset)} images are kept in {error.dataset.folder}", file=sys.stderr)
        return error.exit_code
    print(f"{len(dataset)} images, {dataset.shortfall} missing, ${dataset.cost_usd:.2f}: {dataset.report}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
