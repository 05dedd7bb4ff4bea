#!/usr/bin/env python3
"""Holds the simulator's answers against the published schemas, when their folder is there (see tests/e2e/contract_test.py)."""

import pathlib
import sys
import unittest

from playing import KONTEXT, PROMPT, Playing, small_png

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import contract_test  # noqa: E402

SKIPPED = 77


class Answers(Playing):
    @classmethod
    def setUpClass(cls):
        cls.replicate = contract_test.replace_nullable(contract_test.read_schema("replicate-openapi-2026-03.json"))
        cls.openai = contract_test.read_schema("openai-chat-images-extract.openapi.json")

    def assert_answer(self, api: dict, path: str, method: str, status: int, body) -> None:
        content = api["paths"][path][method]["responses"][str(status)]["content"]["application/json"]
        schema = one_of_as_any_of({**content["schema"], "components": api["components"]})
        self.assertEqual(contract_test.mistakes(body, schema, f"{method} {path}"), [])

    def test_answers_of_replicate(self):
        simulator = self.start()
        created = self.create(simulator)
        self.assert_answer(self.replicate, "/models/{model_owner}/{model_name}/predictions", "post", 201,
                           without_nulls(created))
        over = self.wait(simulator, created)
        self.assert_answer(self.replicate, "/predictions/{prediction_id}", "get", 200, over)
        self.assert_answer(self.replicate, "/predictions", "get", 200, simulator.request("GET", "/v1/predictions")[2])
        self.assert_answer(self.replicate, "/files", "post", 201, self.upload(simulator, small_png()))
        self.assert_answer(self.replicate, "/account", "get", 200, simulator.request("GET", "/v1/account")[2])
        self.assert_answer(self.replicate, "/hardware", "get", 200, simulator.request("GET", "/v1/hardware")[2])
        model = simulator.request("GET", KONTEXT.removesuffix("/predictions"))[2]
        self.assert_answer(self.replicate, "/models/{model_owner}/{model_name}", "get", 200, model)

    def test_answers_of_openai(self):
        simulator = self.start()
        question = {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": PROMPT}]}
        answer = simulator.request("POST", "/v1/chat/completions", question)[2]
        self.assert_answer(self.openai, "/chat/completions", "post", 200, answer)
        self.assert_answer(self.openai, "/models", "get", 200, simulator.request("GET", "/v1/models")[2])


def one_of_as_any_of(schema):
    """A version "hidden" is one of two kinds, and matches both: the published schema contradicts itself there."""
    if isinstance(schema, list):
        return [one_of_as_any_of(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {"anyOf" if key == "oneOf" else key: one_of_as_any_of(value) for key, value in schema.items()}


def without_nulls(prediction: dict) -> dict:
    """The schema declares times as texts, the service sends null before they are known: so it was recorded."""
    return {key: value for key, value in prediction.items() if value is not None or key in ("output", "error")}


if __name__ == "__main__":
    if contract_test.contracts_folder() is None:
        print("skipped: no folder of published schemas (TESSERA_CONTRACTS names it)")
        sys.exit(SKIPPED)
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        print("skipped: python3-jsonschema is not installed")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
