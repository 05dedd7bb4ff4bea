#!/usr/bin/env python3
"""The simulator as OpenAI: a judge that looks at the picture, and the ways in which its answers go wrong."""

import json
import unittest

from playing import KONTEXT, PROMPT, Playing, data_uri

MODEL = "gpt-5.6-luna"
QUESTION = ("This sheet has 3 rows and 3 columns, so its cells are numbered 1 to 9.\nEach cell was meant to show:\n" +
            "".join(f"{number}. subject {number}\n" for number in range(1, 10)) + "Look at all 9 cells.\n")


def array(items: dict) -> dict:
    return {"type": "array", "items": items}


def closed(properties: dict) -> dict:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


SCHEMA = closed({"unique_tiles": array({"type": "integer"}),
                 "tiles": array(closed({"tile": {"type": "integer"}, "repeats": {"type": ["integer", "null"]},
                                        "shows": {"type": "string"}, "defects": array({"type": "string"})}))})


class Chat(Playing):
    def sheet(self, simulator) -> bytes:
        return self.make(simulator, {"prompt": PROMPT, "seed": 3, "aspect_ratio": "1:1"})

    def question(self, picture: bytes, **more) -> dict:
        content = [{"type": "text", "text": QUESTION},
                   {"type": "image_url", "image_url": {"url": data_uri(picture), "detail": "high"}}]
        body = {"model": MODEL, "max_completion_tokens": 2000, "messages": [{"role": "user", "content": content}],
                "response_format": {"type": "json_schema",
                                    "json_schema": {"name": "tiles", "strict": True, "schema": SCHEMA}}}
        return body | more

    def ask(self, simulator, picture: bytes, **more) -> dict:
        status, _, body = simulator.request("POST", "/v1/chat/completions", self.question(picture, **more))
        self.assertEqual(status, 200, body)
        return body

    def verdicts(self, simulator, picture: bytes) -> dict:
        return json.loads(self.ask(simulator, picture)["choices"][0]["message"]["content"])

    def refused(self, simulator, body: dict, parameter: str, status: int = 400) -> None:
        found, _, answer = simulator.request("POST", "/v1/chat/completions", body)
        self.assertEqual((found, answer["error"]["param"]), (status, parameter), answer)


class Judging(Chat):
    def test_nine_different_cells_are_unique_and_captioned_with_what_was_asked_for(self):
        simulator = self.start()
        verdicts = self.verdicts(simulator, self.sheet(simulator))
        self.assertEqual(verdicts["unique_tiles"], list(range(1, 10)))
        self.assertEqual([tile["shows"] for tile in verdicts["tiles"]], [f"subject {n}" for n in range(1, 10)])

    def test_it_really_looks(self):
        for form, repeats, defects in (("repeat", [1, 1], [[], []]), ("blank", [None, None], [["blank"], ["blank"]])):
            with self.subTest(form=form):
                simulator = self.start(faults={"rules": [
                    {"match": {"kind": "grid"}, "fault": {"type": "picture", "form": form, "count": 2}}]})
                verdicts = self.verdicts(simulator, self.sheet(simulator))
                self.assertEqual(verdicts["unique_tiles"], list(range(1, 8)))
                self.assertEqual([tile["repeats"] for tile in verdicts["tiles"][7:]], repeats)
                self.assertEqual([tile["defects"] for tile in verdicts["tiles"][7:]], defects)

    def test_tokens_are_counted_and_billed(self):
        simulator = self.start()
        usage = self.ask(simulator, self.sheet(simulator))["usage"]
        self.assertEqual(usage["total_tokens"], usage["prompt_tokens"] + usage["completion_tokens"])
        self.assertGreater(usage["prompt_tokens"], 85 + 170 * 4)
        bill = simulator.stats()["by_model"][MODEL]
        self.assertEqual(bill, {"count": 1, "micro_usd": usage["prompt_tokens"] + 6 * usage["completion_tokens"]})

    def test_too_few_tokens_cut_the_answer_off(self):
        simulator = self.start()
        body = self.ask(simulator, self.sheet(simulator), max_completion_tokens=20)
        self.assertEqual(body["choices"][0]["finish_reason"], "length")
        self.assertEqual(len(body["choices"][0]["message"]["content"]), 80)

    def test_the_models_are_listed(self):
        simulator = self.start()
        status, _, body = simulator.request("GET", "/v1/models")
        self.assertEqual(status, 200)
        self.assertIn(MODEL, [model["id"] for model in body["data"]])


class Checking(Chat):
    def test_bodies_are_checked_as_strictly_as_the_service_does(self):
        simulator = self.start()
        good = self.question(self.sheet(simulator))
        loose = json.loads(json.dumps(SCHEMA))
        loose["required"] = ["tiles"]
        open_ = json.loads(json.dumps(SCHEMA))
        del open_["properties"]["tiles"]["items"]["additionalProperties"]
        for schema in (loose, open_):
            body = good | {"response_format": {"type": "json_schema", "json_schema": {"name": "t", "strict": True,
                                                                                      "schema": schema}}}
            self.refused(simulator, body, "response_format")
        bad_name = {"type": "json_schema", "json_schema": {"name": "a name", "strict": True, "schema": SCHEMA}}
        self.refused(simulator, good | {"response_format": bad_name}, "response_format.json_schema.name")
        self.refused(simulator, good | {"max_tokens": 100}, "max_tokens")
        self.refused(simulator, good | {"temperature": 0}, "temperature")
        self.refused(simulator, good | {"messages": []}, "messages")
        self.refused(simulator, good | {"messages": [{"role": "robot", "content": "x"}]}, "messages[0].role")
        picture = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,bm90IGEgcGljdHVyZQ=="}}]
        self.refused(simulator, good | {"messages": [{"role": "user", "content": picture}]},
                     "messages[0].content[0].image_url.url")
        self.refused(simulator, good | {"model": "gpt-image-1"}, None, 404)
        self.assertEqual(simulator.stats()["chats"]["answered"], 0)

    def test_older_models_know_max_tokens(self):
        simulator = self.start()
        body = self.question(self.sheet(simulator), model="gpt-4o", max_tokens=2000, temperature=0)
        del body["max_completion_tokens"]
        self.assertEqual(simulator.request("POST", "/v1/chat/completions", body)[0], 200)

    def test_a_wrong_key_is_refused_in_their_form(self):
        simulator = self.start()
        status, _, body = simulator.request("POST", "/v1/chat/completions", self.question(b""), token="bad")
        self.assertEqual((status, body["error"]["code"]), (401, "invalid_api_key"))


class Nonsense(Chat):
    def say(self, form: str) -> dict:
        simulator = self.start(faults={"rules": [{"match": {"kind": "judge"},
                                                  "fault": {"type": "nonsense", "form": form}}]})
        choice = self.ask(simulator, self.sheet(simulator))["choices"][0]
        self.assertEqual(simulator.stats()["chats"], {"answered": 1, "nonsense": 1})
        return choice

    def test_every_form_of_it(self):
        self.assertTrue(self.say("fenced")["message"]["content"].startswith("```json\n{"))
        self.assertTrue(self.say("prose")["message"]["content"].startswith("Here is what I found"))
        refusal = self.say("refusal")
        self.assertIsNone(refusal["message"]["content"])
        self.assertTrue(refusal["message"]["refusal"])
        self.assertEqual(self.say("content_filter")["finish_reason"], "content_filter")
        truncated = self.say("truncated")
        self.assertEqual(truncated["finish_reason"], "length")
        with self.assertRaises(ValueError):
            json.loads(truncated["message"]["content"])
        self.assertEqual(self.say("empty")["message"]["content"], "")
        self.assertIn(10, json.loads(self.say("wrong_indices")["message"]["content"])["unique_tiles"])
        self.assertEqual(json.loads(self.say("duplicates")["message"]["content"])["unique_tiles"], [1, 1, 2, 2, 1])
        with self.assertRaises(ValueError):
            json.loads(self.say("chatter")["message"]["content"])

    def test_asking_again_after_nonsense_is_not_paying_twice(self):
        simulator = self.start(faults={"rules": [{"match": {"kind": "judge", "nth": 1},
                                                  "fault": {"type": "nonsense", "form": "truncated"}}]})
        picture = self.sheet(simulator)
        self.ask(simulator, picture)
        self.ask(simulator, picture)
        self.assertEqual(simulator.stats()["duplicates"], [])
        self.ask(simulator, picture)
        self.assertEqual([one["why"] for one in simulator.stats()["duplicates"]], ["chat"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
