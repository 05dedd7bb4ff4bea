"""The tree of exceptions and what they carry."""

import fcntl
import os
import pickle

import pytest

import tessera
from conftest import SMALL, SOURCE, run_python


def test_every_kind_of_the_library_has_a_class():
    for kind in ("usage", "configuration", "bad_source", "bad_request", "authentication", "no_credit", "not_found",
                 "refused", "throttled", "transient", "deadline", "unknown_outcome", "over_budget", "data_gone",
                 "conflict", "corrupt", "io", "internal"):
        error = tessera.errors.error_of({"kind": kind, "message": "m", "provider": "p", "code": "c", "http_status": 1,
                                         "retry_after_seconds": None, "exit_code": 1})
        assert isinstance(error, tessera.TesseraError) and error.kind == kind
        assert isinstance(error, tessera.InternalError) == (kind == "internal")


def test_what_is_not_understood_is_a_value_error_that_names_the_argument(source):
    with pytest.raises(tessera.UsageError, match=r"^count: \"0\" is not usable") as caught:
        tessera.generate(source, count=0)
    assert isinstance(caught.value, ValueError) and caught.value.exit_code == 2


def test_a_missing_key_is_named(source):
    with pytest.raises(tessera.ConfigurationError, match="REPLICATE_API_TOKEN is not set"):
        tessera.generate(source, engine="replicate")


def test_a_source_that_is_no_picture(folder):
    (folder / "text.jpg").write_text("no picture")
    with pytest.raises(tessera.SourceError, match="text.jpg"):
        tessera.generate(folder / "text.jpg")
    with pytest.raises(tessera.SourceError):
        tessera.generate(b"no picture")
    with pytest.raises(tessera.UsageError, match="empty"):
        tessera.generate(b"")
    with pytest.raises(TypeError, match="not int"):
        tessera.generate(3)
    with pytest.raises(tessera.UsageError, match="not UTF-8"):
        tessera.generate(os.fsdecode(b"caf\xe9.jpg"))


def test_a_broken_env_file_is_named_before_anything_begins(folder, source):
    (folder / ".env").write_text("A='open\n")
    with pytest.raises(tessera.ConfigurationError, match=r"\.env:1"):
        tessera.start(source)


def test_what_a_provider_says_comes_with_run_and_code(cloud):
    cloud.start(faults={"rules": [{"match": {"kind": "grid"}, "fault": {"type": "status", "status": 402}}]})
    with pytest.raises(tessera.CreditError) as caught:
        tessera.generate(SOURCE, **SMALL)
    error = caught.value
    assert (error.provider, error.kind, error.http_status, error.exit_code) == ("replicate", "no_credit", 402, 5)
    assert error.run_id.startswith("r-") and error.dataset is not None and len(error.dataset) == 0
    assert str(error).startswith("replicate: ")
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.run_id, str(copy)) == (type(error), error.run_id, str(error))


def test_a_state_folder_that_another_has(folder, source):
    (folder / "state").mkdir()
    with open(folder / "state" / "lock", "w+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711\n")
        lock.flush()
        with pytest.raises(tessera.ConflictError, match="in use by process 4711"):
            tessera.generate(source, engine="offline", judge="offline")
    assert len(tessera.generate(source, engine="offline", judge="offline", count=1, grid="2x2")) == 1


def test_the_state_folder_is_free_between_calls(source):
    tessera.generate(source, engine="offline", judge="offline", count=1, grid="2x2")
    program = ("import sys, tessera; print(len(tessera.generate(sys.argv[1], engine='offline', judge='offline', count=1,"
               " grid='2x2', seed=9)))")
    done = run_python("-c", program, source)
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
