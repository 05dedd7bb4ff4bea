#!/usr/bin/env python3
"""The simulator as Replicate: what clients rely on, and the oddities that they must survive."""

import io
import json
import re
import struct
import tarfile
import time
import unittest

from playing import ESRGAN, KONTEXT, PROMPT, TOPAZ, Playing, data_uri, png_size, small_png


class Predictions(Playing):
    def test_a_grid_goes_from_starting_to_succeeded_and_its_picture_needs_no_token(self):
        simulator = self.start()
        created = self.create(simulator, {"prompt": PROMPT, "seed": 1, "aspect_ratio": "1:1"})
        self.assertEqual(created["status"], "starting")
        self.assertIsNone(created["output"])
        self.assertEqual(created["version"], "hidden")
        over = self.wait(simulator, created)
        self.assertEqual(over["status"], "succeeded")
        self.assertGreater(over["metrics"]["predict_time"], 0)
        status, headers, picture = simulator.request("GET", over["output"], token=None)
        self.assertEqual((status, headers["content-type"]), (200, "image/png"))
        self.assertEqual(png_size(picture), (1024, 1024))

    def test_the_location_header_and_urls_get_name_the_same_address(self):
        simulator = self.start()
        _, headers, body = simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT}})
        self.assertEqual(headers["location"], body["urls"]["get"])
        self.assertEqual(simulator.request("GET", body["urls"]["get"])[2]["id"], body["id"])

    def test_created_at_differs_in_digits_between_create_get_and_list(self):
        simulator = self.start()
        created = self.create(simulator)
        one = simulator.request("GET", f"/v1/predictions/{created['id']}")[2]
        listed = simulator.request("GET", "/v1/predictions")[2]["results"][0]
        digits = [len(re.search(r"\.(\d+)Z", shown["created_at"])[1]) for shown in (created, one, listed)]
        self.assertEqual(digits, [9, 6, 3])

    def test_the_same_input_gives_the_same_picture_and_another_seed_another_one(self):
        simulator = self.start()
        first, again, other = (self.make(simulator, {"prompt": PROMPT, "seed": seed}) for seed in (1, 1, 2))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_aspect_ratio_follows_the_input_image_by_default(self):
        simulator = self.start()
        wide = self.make(simulator, {"prompt": PROMPT, "input_image": data_uri(small_png(320, 160))})
        width, height = png_size(wide)
        self.assertAlmostEqual(width / height, 2, delta=0.15)

    def test_prefer_wait_holds_the_answer_and_inlines_the_output_under_the_status_processing(self):
        simulator = self.start(time_scale=0.5, grid_seconds=0.1)
        body = self.create(simulator, headers={"Prefer": "wait"})
        self.assertEqual(body["status"], "processing")
        self.assertIsNone(body["completed_at"])
        self.assertTrue(body["output"].startswith("data:image/png;base64,"))

    def test_prefer_wait_gives_up_after_its_seconds(self):
        simulator = self.start(grid_seconds=600)
        body = self.create(simulator, headers={"Prefer": "wait=1"})
        self.assertEqual(body["status"], "starting")

    def test_cancel_after_ends_what_takes_too_long(self):
        simulator = self.start(grid_seconds=600)
        running = self.create(simulator, headers={"Cancel-After": "1m"})
        self.assertIn("deadline", running)
        self.assertEqual(self.wait(simulator, running)["status"], "canceled")
        queued = self.create(simulator, headers={"Cancel-After": "5"})
        self.assertEqual(self.wait(simulator, queued)["status"], "aborted")
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)
        status, _, _ = simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT}}, {"Cancel-After": "1s"})
        self.assertEqual(status, 422)

    def test_cancel_stops_a_prediction_and_costs_nothing(self):
        simulator = self.start(grid_seconds=600)
        created = self.create(simulator)
        status, _, body = simulator.request("POST", f"/v1/predictions/{created['id']}/cancel")
        self.assertEqual((status, body["status"]), (200, "canceled"))
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)

    def test_input_and_output_are_removed_after_an_hour(self):
        simulator = self.start(retention_seconds=1)
        over = self.wait(simulator, self.create(simulator))
        end = time.monotonic() + 30
        while not over["data_removed"] and time.monotonic() < end:
            over = simulator.request("GET", f"/v1/predictions/{over['id']}")[2]
        self.assertEqual((over["status"], over["data_removed"], over["output"], over["input"]),
                         ("succeeded", True, None, {}))

    def test_outputs_can_come_from_another_port(self):
        simulator = self.start(delivery_port=0)
        over = self.wait(simulator, self.create(simulator))
        self.assertNotIn(f":{simulator.port}/", over["output"])
        self.assertTrue(over["output"].startswith(simulator.delivery_url + "/delivery/"))

    def test_a_token_that_travels_with_a_delivery_is_counted(self):
        simulator = self.start()
        over = self.wait(simulator, self.create(simulator))
        simulator.request("GET", over["output"], token=None)
        self.assertEqual(simulator.stats()["deliveries"], {"total": 1, "with_token": 0})
        simulator.request("GET", over["output"])
        self.assertEqual(simulator.stats()["deliveries"]["with_token"], 1)

    def test_a_part_of_an_output_can_be_fetched(self):
        simulator = self.start()
        over = self.wait(simulator, self.create(simulator))
        whole = simulator.request("GET", over["output"])[2]
        status, headers, part = simulator.request("GET", over["output"], headers={"Range": "bytes=10-19"})
        self.assertEqual((status, part), (206, whole[10:20]))
        self.assertEqual(headers["content-range"], f"bytes 10-19/{len(whole)}")


class Upscaling(Playing):
    def test_topaz_enlarges_by_the_factor_asked_for(self):
        simulator = self.start()
        for factor, size in (("2x", (128, 96)), ("4x", (256, 192))):
            picture = self.make(simulator, {"image": data_uri(small_png()), "upscale_factor": factor,
                                            "output_format": "png"}, TOPAZ)
            self.assertEqual(png_size(picture), size)

    def test_topaz_neither_enlarges_nor_stays_lossless_unless_told(self):
        simulator = self.start()
        picture = self.make(simulator, {"image": data_uri(small_png())}, TOPAZ)
        self.assertEqual(picture[:2], b"\xff\xd8")  # JPEG
        start = picture.index(b"\xff\xc0")
        self.assertEqual(struct.unpack(">HH", picture[start + 5:start + 9]), (48, 64))

    def test_real_esrgan_needs_its_version(self):
        simulator = self.start()
        status, _, _ = simulator.request("POST", "/v1/models/nightmareai/real-esrgan/predictions",
                                         {"input": {"image": data_uri(small_png())}})
        self.assertEqual(status, 404)
        status, _, body = simulator.request("POST", "/v1/predictions",
                                            {"version": ESRGAN, "input": {"image": data_uri(small_png()), "scale": 2}})
        self.assertEqual(status, 201)
        self.assertEqual(body["version"], ESRGAN.split(":")[1])
        over = self.wait(simulator, body)
        self.assertEqual(png_size(simulator.request("GET", over["output"])[2]), (128, 96))
        status, _, body = simulator.request("POST", "/v1/predictions", {"version": "f" * 64, "input": {}})
        self.assertEqual((status, body["title"]), (422, "Invalid version or not permitted"))

    def test_real_esrgan_fails_above_its_pixels(self):
        simulator = self.start()
        body = {"version": ESRGAN, "input": {"image": data_uri(small_png(1449, 1448)), "scale": 2}}
        created = simulator.request("POST", "/v1/predictions", body)[2]
        over = self.wait(simulator, created)
        self.assertEqual(over["status"], "failed")
        self.assertIn("total number of pixels 2098152 greater than the max size", over["error"])
        self.assertIn("2096704", over["error"])
        self.assertEqual(simulator.stats()["billed_micro_usd"], 0)

    def test_an_input_that_cannot_be_read_fails_the_prediction(self):
        simulator = self.start()
        for image in ("https://example.com/elsewhere.png", data_uri(b"no picture")):
            over = self.wait(simulator, self.create(simulator, {"image": image, "upscale_factor": "2x"}, TOPAZ))
            self.assertEqual(over["status"], "failed")
            self.assertIn("E006", over["error"])


class Refusals(Playing):
    def test_requests_without_a_good_token_get_401(self):
        simulator = self.start()
        for token in (None, "bad"):
            status, _, body = simulator.request("GET", "/v1/account", token=token)
            self.assertEqual((status, body["title"]), (401, "Unauthenticated"))

    def test_inputs_are_validated_and_every_field_is_named(self):
        simulator = self.start()
        cases = [({"prompt": "x", "output_format": "webp"}, "enum", "input.output_format"),
                 ({"seed": 1}, "required", "input.prompt"),
                 ({"prompt": "x", "safety_tolerance": 7}, "number_lte", "input.safety_tolerance"),
                 ({"prompt": "x", "safety_tolerance": 3, "input_image": data_uri(small_png())}, "number_lte",
                  "input.safety_tolerance"),
                 ({"prompt": "x", "seed": "1"}, "invalid_type", "input.seed"),
                 ({"prompt": "x", "input_image": "picture.png"}, "format", "input.input_image"),
                 ({"prompt": "x", "colour": "red"}, "additional_property_not_allowed", "input.colour")]
        for input_, kind, field in cases:
            with self.subTest(field=field, kind=kind):
                status, headers, body = simulator.request("POST", KONTEXT, {"input": input_})
                self.assertEqual(status, 422)
                self.assertEqual(body["title"], "Input validation failed")
                self.assertEqual([(one["type"], one["field"]) for one in body["invalid_fields"]], [(kind, field)])
                self.assertIn(f"- {field}: ", body["detail"])

    def test_the_body_is_closed(self):
        simulator = self.start()
        body = {"input": {"prompt": "x"}, "model": "black-forest-labs/flux-kontext-pro"}
        self.assertEqual(simulator.request("POST", KONTEXT, body)[0], 422)

    def test_what_does_not_exist_is_404(self):
        simulator = self.start()
        for method, path in (("POST", "/v1/models/nobody/nothing/predictions"), ("GET", "/v1/predictions/none"),
                             ("GET", "/v1/models/nobody/nothing"), ("GET", "/v1/files/none"), ("GET", "/v1/nothing")):
            self.assertEqual(simulator.request(method, path, {"input": {}} if method == "POST" else None)[0], 404, path)

    def test_creates_above_the_rate_are_throttled_and_told_for_how_long(self):
        simulator = self.start(creates_per_minute=6, burst=1, time_scale=1)
        self.create(simulator)
        status, headers, body = simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT}})
        self.assertEqual((status, body["status"], headers["ratelimit-remaining"]), (429, 429, "0"))
        self.assertIn(body["retry_after"], (9, 10))
        self.assertRegex(body["detail"], r"reduced to 6 requests per minute with a burst of 1 .* resets in ~(9|10)s\.$")
        self.assertEqual(simulator.stats()["predictions"]["created"], 1)
        self.assertEqual(simulator.request("GET", "/v1/account")[0], 200)

    def test_every_answer_tells_what_is_left(self):
        simulator = self.start()
        _, headers, _ = simulator.request("POST", KONTEXT, {"input": {"prompt": PROMPT}})
        self.assertEqual(headers["ratelimit-remaining"], "599")
        self.assertEqual(simulator.request("GET", "/v1/account")[1]["ratelimit-remaining"], "2999")


class Listing(Playing):
    def test_pages_of_a_hundred_newest_first_and_stable_while_new_ones_are_made(self):
        simulator = self.start(grid_seconds=600)
        made = [self.create(simulator, {"prompt": PROMPT, "seed": seed})["id"] for seed in range(105)]
        page = simulator.request("GET", "/v1/predictions")[2]
        self.assertEqual([one["id"] for one in page["results"]], made[:4:-1])
        self.create(simulator)
        rest = simulator.request("GET", page["next"])[2]
        self.assertEqual([one["id"] for one in rest["results"]], made[4::-1])
        self.assertIsNone(rest["next"])

    def test_bounds_of_time(self):
        simulator = self.start()
        old = self.create(simulator)
        time.sleep(0.01)
        new = self.create(simulator, {"prompt": PROMPT, "seed": 2})
        seen = {one["id"]: one for one in (simulator.request("GET", f"/v1/predictions/{i}")[2]
                                          for i in (old["id"], new["id"]))}
        border = seen[new["id"]]["created_at"]
        after = simulator.request("GET", f"/v1/predictions?created_after={border}")[2]["results"]
        before = simulator.request("GET", f"/v1/predictions?created_before={border}")[2]["results"]
        self.assertEqual([one["id"] for one in after], [new["id"]])
        self.assertEqual([one["id"] for one in before], [old["id"]])
        self.assertEqual(simulator.request("GET", "/v1/predictions?created_after=yesterday")[0], 422)
        self.assertEqual(simulator.request("GET", "/v1/predictions?source=web")[2]["results"], [])


class Files(Playing):
    def test_a_file_is_kept_served_as_input_and_deleted(self):
        simulator = self.start()
        data = small_png()
        file = self.upload(simulator, data)
        self.assertEqual((file["size"], file["name"], file["content_type"]), (len(data), "picture.png", "image/png"))
        self.assertEqual(simulator.request("GET", file["urls"]["get"])[2]["checksums"], file["checksums"])
        picture = self.make(simulator, {"image": file["urls"]["get"], "upscale_factor": "2x", "output_format": "png"}, TOPAZ)
        self.assertEqual(png_size(picture), (128, 96))
        self.assertEqual(simulator.request("DELETE", f"/v1/files/{file['id']}")[0], 204)
        self.assertEqual(simulator.request("GET", file["urls"]["get"])[0], 404)

    def test_a_file_of_more_than_100_mib_is_refused(self):
        simulator = self.start()
        status, _, body = self.send_form(simulator, bytes((100 << 20) + 1), "large.bin")
        self.assertEqual((status, body["detail"]), (413, "Files must be less than 100MB in size"))

    def test_a_form_without_content_is_refused(self):
        simulator = self.start()
        status, _, _ = simulator.request("POST", "/v1/files", b"--x--\r\n",
                                         {"Content-Type": "multipart/form-data; boundary=x"})
        self.assertEqual(status, 422)


class Trainings(Playing):
    TRAINER = "/v1/models/ostris/flux-dev-lora-trainer"

    def train(self, simulator, destination="rehearsal/lora"):
        version = simulator.request("GET", self.TRAINER)[2]["latest_version"]
        self.assertIn("TrainingInput", version["openapi_schema"]["components"]["schemas"])
        images = self.upload(simulator, b"PK\x05\x06" + bytes(18), "images.zip")
        return simulator.request("POST", f"{self.TRAINER}/versions/{version['id']}/trainings",
                                 {"destination": destination,
                                  "input": {"input_images": images["urls"]["get"], "steps": 100, "trigger_word": "TOK"}})

    def test_a_training_needs_its_destination_first(self):
        simulator = self.start()
        status, _, body = self.train(simulator)
        self.assertEqual((status, body["detail"]), (404, "The specified training destination does not exist"))

    def test_a_model_of_another_owner_cannot_be_made(self):
        simulator = self.start()
        new = {"owner": "somebody", "name": "lora", "visibility": "private", "hardware": "gpu-t4"}
        self.assertEqual(simulator.request("POST", "/v1/models", new)[0], 403)

    def test_a_training_logs_its_way_and_delivers_weights(self):
        simulator = self.start(training_seconds=300)
        new = {"owner": "rehearsal", "name": "lora", "visibility": "private", "hardware": "gpu-t4"}
        self.assertEqual(simulator.request("POST", "/v1/models", new)[0], 201)
        self.assertEqual(simulator.request("POST", "/v1/models", new)[0], 409)
        status, _, training = self.train(simulator)
        self.assertEqual(status, 201)
        lengths = set()
        while training["status"] in ("starting", "processing"):
            training = simulator.request("GET", f"/v1/trainings/{training['id']}")[2]
            lengths.add(len(training["logs"]))
            time.sleep(0.02)
        self.assertEqual(training["status"], "succeeded")
        self.assertGreater(len(lengths), 3, "the logs do not advance")
        self.assertRegex(training["output"]["version"], r"^rehearsal/lora:[0-9a-f]{64}$")
        packed = simulator.request("GET", training["output"]["weights"])[2]
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            weights = archive.extractfile("output/flux_train_replicate/lora.safetensors").read()
        size = struct.unpack("<Q", weights[:8])[0]
        header = json.loads(weights[8:8 + size])
        end = max(tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__")
        self.assertEqual(len(weights), 8 + size + end)
        listed = simulator.request("GET", "/v1/trainings")[2]["results"]
        self.assertEqual([one["id"] for one in listed], [training["id"]])
        self.assertEqual(simulator.request("GET", "/v1/predictions")[2]["results"], [])


class Billing(Playing):
    def test_only_what_succeeded_is_billed_by_model(self):
        simulator = self.start(faults={"rules": [{"match": {"kind": "grid", "nth": 2}, "fault": {"type": "fail"}}]})
        for seed in (1, 2, 3):
            self.wait(simulator, self.create(simulator, {"prompt": PROMPT, "seed": seed}))
        stats = simulator.stats()
        self.assertEqual(stats["billed_micro_usd"], 80_000)
        self.assertEqual(stats["by_model"], {"black-forest-labs/flux-kontext-pro": {"count": 2, "micro_usd": 80_000}})
        self.assertEqual(stats["predictions"]["failed"], 1)

    def test_the_same_picture_under_two_addresses_is_the_same_input(self):
        simulator = self.start()
        data = small_png()
        for image in (self.upload(simulator, data)["urls"]["get"], self.upload(simulator, data)["urls"]["get"],
                      data_uri(data)):
            self.make(simulator, {"image": image, "upscale_factor": "2x"}, TOPAZ)
        self.make(simulator, {"image": data_uri(small_png(65, 48)), "upscale_factor": "2x"}, TOPAZ)
        duplicates = simulator.stats()["duplicates"]
        self.assertEqual(len(duplicates), 1)
        self.assertEqual((len(duplicates[0]["ids"]), duplicates[0]["micro_usd"]), (3, 160_000))

    def test_prices_can_be_given(self):
        simulator = self.start(price="black-forest-labs/flux-kontext-pro=0.123")
        self.make(simulator)
        self.assertEqual(simulator.stats()["billed_micro_usd"], 123_000)

    def test_a_reset_forgets_everything(self):
        simulator = self.start()
        over = self.wait(simulator, self.create(simulator))
        simulator.reset()
        stats = simulator.stats()
        self.assertEqual((stats["billed_micro_usd"], stats["predictions"]["created"], stats["requests"]["total"]), (0, 0, 0))
        self.assertEqual(simulator.request("GET", f"/v1/predictions/{over['id']}")[0], 404)


if __name__ == "__main__":
    unittest.main(verbosity=2)
