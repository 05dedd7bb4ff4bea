#!/usr/bin/env python3
"""Proves that the layer check finds what it is there for: each case adds one file to a small project that is in order."""

import pathlib
import tempfile
import unittest

import check_layers

IN_ORDER = {
    "include/tessera/error.h": "#include <expected>\n",
    "src/base/clock.h": '#include <chrono>\n#include "tessera/error.h"\n',
    "src/net/curl_transport.cpp": "#include <curl/curl.h>\n",
    "src/imaging/codec.cpp": '#include <turbojpeg.h>\n#include "imaging/codec.h"\n#include "model/image.h"\n',
    "src/providers/s3/signer.cpp": '#include "base/digest.h"\n#include "providers/s3/signer.h"\n',
    "src/pipeline/run.cpp": '#include "ledger/ledger.h"\n// what Replicate calls a prediction\n',
    "src/pipeline/CMakeLists.txt": "tessera_library(pipeline SOURCES run.cpp USES dataset ledger PRIVATE fmt::fmt)\n",
    "src/app/wiring.cpp": '#include "providers/replicate/engine.h"\n#include "tessera/generator.h"\n',
    "simulator/main.cpp": '#include <boost/beast/http.hpp>\n#include "faults.h"\n#include "providers/offline/engine.h"\n',
}


class LayersTest(unittest.TestCase):
    def problems_with(self, **files: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in (IN_ORDER | files.get("files", {})).items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            return check_layers.check(root)

    def expect_one(self, name: str, text: str, sentence: str) -> None:
        problems = self.problems_with(files={name: text})
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(sentence, problems[0])
        self.assertTrue(problems[0].startswith(name), problems[0])

    def test_a_project_in_order_passes(self):
        self.assertEqual(self.problems_with(), [])

    def test_a_folder_may_not_include_what_stands_above_it(self):
        self.expect_one("src/imaging/split.cpp", '#include "pipeline/plan.h"\n', "imaging may not include pipeline/plan.h")
        self.expect_one("src/base/log.cpp", '#include "async/task.h"\n', "base may not include async/task.h")
        self.expect_one("src/ledger/money.cpp", '#include "net/http.h"\n', "ledger may not include net/http.h")

    def test_a_provider_may_not_include_another(self):
        self.expect_one("src/providers/s3/store.cpp", '#include "providers/openai/wire.h"\n',
                        "providers/s3 may not include providers/openai/wire.h")

    def test_a_library_may_be_included_only_where_it_belongs(self):
        self.expect_one("src/net/http.cpp", "#include <curl/curl.h>\n", "net may not include curl/curl.h")
        self.expect_one("src/pipeline/store.cpp", "#include <SQLiteCpp/SQLiteCpp.h>\n", "pipeline may not include")
        self.expect_one("src/app/server.cpp", "  #  include <boost/beast/core.hpp>\n", "app may not include boost/beast")
        self.expect_one("src/dataset/sheet.cpp", "#include <cairo/cairo.h>\n", "dataset may not include cairo")

    def test_only_the_python_face_knows_python_and_nobody_includes_a_face(self):
        self.expect_one("src/app/session.cpp", "#include <pybind11/pybind11.h>\n", "app may not include pybind11")
        self.expect_one("src/app/session.h", '#include "python/jobs.h"\n', "app may not include python/jobs.h")
        self.expect_one("src/python/jobs.cpp", '#include "cli/commands.h"\n', "python may not include cli/commands.h")

    def test_a_library_without_an_owner_is_refused(self):
        self.expect_one("src/base/text.cpp", "#include <absl/strings/str_cat.h>\n", "belongs to nobody")

    def test_a_public_header_may_not_lean_on_what_is_not_installed(self):
        self.expect_one("include/tessera/generator.h", '#include "model/request.h"\n', "is not installed")
        self.expect_one("include/tessera/json.h", "#include <boost/json.hpp>\n", "a public header may not include boost/json")

    def test_the_pipeline_may_not_name_a_vendor(self):
        self.expect_one("src/pipeline/choice.cpp", 'if (engine == "replicate") return 1;\n', "names a vendor")
        self.expect_one("src/pipeline/choice.h", "int topaz_price();\n", "names a vendor")

    def test_comments_are_not_read(self):
        text = '/*\n#include "pipeline/plan.h"\n*/\n// #include <curl/curl.h>\n'
        self.assertEqual(self.problems_with(files={"src/imaging/notes.cpp": text}), [])

    def test_a_target_may_not_be_linked_upwards(self):
        self.expect_one("src/imaging/CMakeLists.txt", "tessera_library(imaging SOURCES a.cpp USES ledger)\n",
                        "imaging may not use ledger")


if __name__ == "__main__":
    unittest.main()
