#!/usr/bin/env python3
"""A set from one picture, looked at as its trainer will look at it, and trained on Replicate.

    train.py SOURCE TRIGGER OWNER/NAME

REPLICATE_API_TOKEN is read from the environment or from `.env`. Ends in the middle: the same command goes on from there.
"""

import sys

import tessera


def show(event: dict) -> None:
    if event["event"] == "training.progress":
        print(f"step {event['step']} of {event['steps']}", file=sys.stderr)


def main(source: str, trigger: str, destination: str) -> int:
    try:
        dataset = tessera.generate(source, trigger=trigger, max_cost=2)
        report = tessera.lint(dataset, "replicate")
        if not report.ready:
            print(report)
            return 3
        plan = tessera.plan_training(dataset, "replicate", destination=destination)
        print(f"about ${plan.cost_usd:.2f} and {plan.seconds / 60:.0f} minutes, at most ${plan.cost_upper_bound_usd:.2f}")
        training = tessera.train(dataset, "replicate", destination=destination, max_cost=6, on_event=show)
    except tessera.TesseraError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{training.settings.steps} steps, ${training.cost_usd:.2f}: {training.weights}, {training.model_version}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
