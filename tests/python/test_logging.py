"""The library's log in Python's logging."""

import logging

import tessera
from conftest import SMALL, SOURCE, run_python

FAULTS = {"rules": [{"match": {"kind": "grid", "nth": 1}, "fault": {"type": "status", "status": 500, "when": "before"}}]}


def test_lines_come_from_loggers_under_tessera_with_their_fields(cloud, caplog):
    cloud.start(faults=FAULTS)
    caplog.set_level(logging.DEBUG, "tessera")
    tessera.generate(SOURCE, **SMALL)
    ours = [record for record in caplog.records if hasattr(record, "event")]
    assert ours and all(record.name == "tessera" or record.name.startswith("tessera.") for record in ours)
    assert all(record.getMessage().startswith(record.event) for record in ours)
    assert {record.levelno for record in ours} <= {logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR}
    (lost,) = [record for record in ours if record.event == "call.answer_lost"]
    assert (lost.name, lost.levelno) == ("tessera.call", logging.WARNING) and "call" in lost.fields
    text = caplog.text
    assert "r8_test" not in text and "sk-test" not in text


def test_levels_are_obeyed(cloud, caplog):
    cloud.start(faults=FAULTS)
    caplog.set_level(logging.ERROR, "tessera")
    tessera.generate(SOURCE, **SMALL)
    assert [record for record in caplog.records if record.levelno < logging.ERROR] == []


def test_one_logger_below_can_be_more_talkative(cloud, caplog):
    cloud.start(faults=FAULTS)
    caplog.set_level(logging.ERROR, "tessera")
    caplog.set_level(logging.WARNING, "tessera.call")
    tessera.generate(SOURCE, **SMALL)
    assert {record.name for record in caplog.records if record.levelno < logging.ERROR} == {"tessera.call"}


def test_without_configuration_warnings_go_to_standard_error_as_pythons_own(cloud):
    cloud.start(faults=FAULTS)
    done = run_python("-c", f"import tessera; tessera.generate({str(SOURCE)!r}, count=4, grid='2x2')")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("call.answer_lost call=")
