"""The command that judges: what it needs, what it refuses, how it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ranker import evaluate
from ranker.bootstrap import Interval
from ranker.judging import simulated
from ranker.judging.verdict import Verdict, as_json, interval_of, readable


def verdict(table: str, *, passed: bool) -> Verdict:
    return Verdict(table, "made up", "more than 0", passed, [{"way": "ours", "NDCG": 0.5}], ("a note",))


def test_without_data_the_option_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        evaluate.main(["--tables", "seed-tags"])
    assert left.value.code == 2
    assert "--data DIR is needed" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["seed-tags", "engagement", "reach"])
def test_a_folder_without_the_data_is_named_with_what_to_do(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        evaluate.main(["--data", str(tmp_path), "--tables", table])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "is missing" in said
    assert "Give --data the folder" in said


def test_a_table_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        evaluate.main(["--tables", "seed-tags,fortune"])
    assert "no table fortune" in capsys.readouterr().err


@pytest.mark.parametrize(("passed", "status"), [(True, 0), (False, 1)])
def test_it_leaves_with_what_was_found_and_writes_it_down(
    passed: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluate, "judge", lambda table, data, quick: verdict(table, passed=passed))
    out = tmp_path / "said.json"
    assert evaluate.main(["--tables", "off-policy", "--json", str(out)]) == status
    assert json.loads(out.read_text("utf-8"))["pass"] is passed
    assert "off-policy: " in capsys.readouterr().out


def test_a_benchmark_that_is_not_here_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated, "BENCHMARKS", {"position": ("benchmarks.nowhere", "better")})
    said = simulated.judge("position")
    assert not said.passed
    assert said.data == "not available"
    assert "benchmarks.nowhere" in readable(said)


def test_the_last_line_of_a_benchmark_is_its_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made_up_benchmark.py").write_text(
        "import sys\nprint('a table')\nprint('{\"pass\": true, \"error\": 0.1}')"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(simulated, "BENCHMARKS", {"position": ("made_up_benchmark", "better")})
    said = simulated.judge("position")
    assert said.passed
    assert said.figures["error"] == 0.1
    assert "a table" in readable(said)


def test_a_benchmark_that_breaks_is_not_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_benchmark.py").write_text("raise RuntimeError('no luck')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(simulated, "BENCHMARKS", {"position": ("broken_benchmark", "better")})
    said = simulated.judge("position")
    assert not said.passed
    assert "no luck" in readable(said)


def test_json_holds_plain_values_only() -> None:
    said = as_json({"interval": Interval(1.0, 0.5, float("nan")), "verdict": verdict("reach", passed=True)})
    assert said["interval"] == {"estimate": 1.0, "low": 0.5, "high": None}
    assert said["verdict"]["rows"] == [{"way": "ours", "NDCG": 0.5}]


def test_lists_without_a_value_are_left_out_of_the_mean() -> None:
    import numpy as np

    assert interval_of(np.array([1.0, np.nan, 3.0]), ["a", "b", "c"]).estimate == 2.0
