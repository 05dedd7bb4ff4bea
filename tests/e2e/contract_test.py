#!/usr/bin/env python3
"""Holds every request that `tessera` sends against the published schemas of Replicate and OpenAI.

The schemas are not part of this project: TESSERA_CONTRACTS names their folder, otherwise ../shared/contracts beside the
checkout is taken; without either the test is skipped (exit code 77).

    contract_test.py                    runs `tessera` against the simulator and checks what it sent
    contract_test.py --record FILE      checks a recording of tessera-sim --record
"""

import json
import os
import pathlib
import re
import sys
import tempfile

import harness

SKIPPED = 77
MODEL_INPUTS = {
    "black-forest-labs/flux-kontext-pro": "flux-kontext-pro.input.schema.json",
    "topazlabs/image-upscale": "topaz-image-upscale.input.schema.json",
    "nightmareai/real-esrgan": "real-esrgan.input.schema.json",
    "ostris/flux-dev-lora-trainer": "ostris-flux-dev-lora-trainer.training-input.schema.json",
}


def contracts_folder() -> pathlib.Path | None:
    given = os.environ.get("TESSERA_CONTRACTS")
    beside = harness.ROOT.parent / "shared" / "contracts"
    folder = pathlib.Path(given) if given else beside
    return folder if folder.is_dir() else None


def read_schema(name: str) -> dict:
    return json.loads((contracts_folder() / name).read_text())


def replace_nullable(schema):
    """`nullable: true` of OpenAPI 3.0 as JSON Schema says it."""
    if isinstance(schema, list):
        return [replace_nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: replace_nullable(value) for key, value in schema.items()}
    if plain.pop("nullable", False) and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    return plain


# Community models are called by version alone: the default of --upscaler real-esrgan.
VERSIONS = {"f121d640bd286e1fdc67f9799164c1d5be36ff74576ee11c803ae5b665dd46aa": "nightmareai/real-esrgan"}


def operation_schema(api: dict, path: str, method: str = "post", content: str = "application/json") -> dict:
    """The request body's schema, with the document's components beside it so that references resolve."""
    schema = api["paths"][path][method]["requestBody"]["content"][content]["schema"]
    return {**schema, "components": api["components"]}


def mistakes(value, schema: dict, where: str) -> list[str]:
    import jsonschema

    checker = jsonschema.Draft202012Validator(schema)
    return [f"{where}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in checker.iter_errors(value)]


def check_prediction(body: dict, versioned: bool, model: str, api: dict) -> list[str]:
    path = "/predictions" if versioned else "/models/{model_owner}/{model_name}/predictions"
    found = mistakes(body, operation_schema(api, path), path)
    name = MODEL_INPUTS.get(VERSIONS.get(model, model.split(":")[0]))
    if name is None:
        return found + [f"{path}: no schema for the input of {model}"]
    return found + mistakes(body.get("input"), read_schema(name), model)


def check(request: dict, replicate: dict, openai: dict) -> list[str] | None:
    """Mistakes of one request, or nothing when it is not of a kind that has a contract."""
    path = request["path"].split("?")[0]
    body = request["body"]
    if request["method"] != "POST":
        return None
    if path == "/v1/chat/completions":
        return mistakes(body, operation_schema(openai, "/chat/completions"), path)
    if path == "/v1/predictions":
        return check_prediction(body, True, body.get("version", ""), replicate)
    if match := re.fullmatch(r"/v1/models/([^/]+/[^/]+)/predictions", path):
        return check_prediction(body, False, match[1], replicate)
    if match := re.fullmatch(r"/v1/models/([^/]+/[^/]+)/versions/[^/]+/trainings", path):
        schema = operation_schema(replicate, "/models/{model_owner}/{model_name}/versions/{version_id}/trainings")
        return mistakes(body, schema, path) + mistakes(body.get("input"), read_schema(MODEL_INPUTS[match[1]]), match[1])
    if path == "/v1/models":
        return mistakes(body, operation_schema(replicate, "/models"), path)
    if path == "/v1/files":
        return [] if body and body.get("content_bytes") else [f"{path}: no content"]
    if path.endswith("/cancel"):
        return [] if body is None else [f"{path}: a cancel has no body"]
    return None


def violations(recording: pathlib.Path) -> tuple[list[str], int]:
    """(what is wrong, how many requests were checked); nothing and 0 without the schemas."""
    if contracts_folder() is None:
        return [], 0
    replicate = replace_nullable(read_schema("replicate-openapi-2026-03.json"))
    openai = read_schema("openai-chat-images-extract.openapi.json")
    found, checked = [], 0
    for request in harness.read_json_lines(recording):
        result = check(request, replicate, openai)
        if result is not None:
            checked += 1
            found += result
    return found, checked


def record_runs(recording: pathlib.Path) -> None:
    """A run with every kind of request: both upscalers, a source above the size that is inlined."""
    with tempfile.TemporaryDirectory() as folder, harness.Simulator(**harness.FAST, record=recording) as simulator:
        user = harness.Tessera(pathlib.Path(folder), simulator)
        for upscaler in ("topaz", "real-esrgan"):
            outcome = user.run("generate", harness.SOURCE, "--count", 4, "--grid", "2x2", "--upscaler", upscaler, "--out",
                               upscaler, "--json")
            if outcome.code != 0:
                sys.exit(f"the run with {upscaler} failed: {outcome}")


def record_training(recording: pathlib.Path) -> None:
    """A set made offline, trained at Replicate: an archive, a destination, a training."""
    with tempfile.TemporaryDirectory() as folder, harness.Simulator(**harness.FAST, record=recording) as simulator:
        user = harness.Tessera(pathlib.Path(folder), simulator)
        for command in (["generate", harness.SOURCE, "--count", 10, "--engine", "offline", "--judge", "offline",
                         "--upscaler", "lanczos", "--out", "set"],
                        ["train", "set", "--with", "replicate", "--trigger", "tk4style", "--destination", "rehearsal/lake"]):
            outcome = user.run(*command, "--json")
            if outcome.code != 0:
                sys.exit(f"{command[0]} failed: {outcome}")


def main(arguments: list[str]) -> int:
    if contracts_folder() is None:
        print("skipped: no folder of published schemas (TESSERA_CONTRACTS names it)")
        return SKIPPED
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        print("skipped: python3-jsonschema is not installed")
        return SKIPPED
    if arguments[:1] == ["--record"]:
        found, checked = violations(pathlib.Path(arguments[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            recording = pathlib.Path(folder) / "requests.jsonl"
            record_runs(recording)
            record_training(recording)
            found, checked = violations(recording)
    print("\n".join(found))
    print(f"{checked} requests checked, {len(found)} mistakes")
    return 1 if found or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
