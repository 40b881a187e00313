from dataclasses import replace

import pytest

from hashtagger.errors import BrokenModel, MissingComponent
from hashtagger.models import devices, families
from hashtagger.models.families import LOADERS, load_runtime
from hashtagger.models.installed import Installed
from hashtagger.models.local import batch_policy, lanes_of
from hashtagger.models.spec import Family
from hashtagger.models.threads import TorchThreads
from tests.models.stand_ins import a_row


def test_a_container_may_use_what_it_is_limited_to(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(devices, "_CGROUP_LIMITS", (limit, tmp_path / "absent"))
    whole = devices.machine_bytes()
    limit.write_text("max\n")
    assert devices.machine_bytes() == whole
    limit.write_text("1000000\n")
    assert devices.machine_bytes() == 1_000_000
    assert devices.default_budget_bytes("cpu") == 500_000


def test_every_family_that_answers_questions_has_a_loader():
    assert {*LOADERS, Family.ADAPTER} == set(Family)


def test_a_family_without_a_runtime_or_its_library_is_refused_with_words(settings, tmp_path, monkeypatch):
    with pytest.raises(BrokenModel, match="answers no questions"):
        load_runtime(Installed(replace(a_row("lora", 1), family=Family.ADAPTER), tmp_path), settings)
    monkeypatch.setitem(families.LOADERS, Family.OPENCLIP, "not_there")
    with pytest.raises(MissingComponent, match="needs the package"):
        load_runtime(Installed(a_row("clip", 1), tmp_path), settings)


def test_torch_has_the_threads_of_its_lanes_unless_the_row_wants_fewer():
    import torch

    def threads_of(own: int | None, share: float) -> int:
        row, threads = a_row("clip", 1, threads=own), TorchThreads(4)

        def taken() -> int:
            threads.take_share(row, share)
            return torch.get_num_threads()

        with threads.device(row, 1) as executor:
            return executor.submit(taken).result()

    assert [threads_of(None, share) for share in (1.0, 0.5, 0.25, 0.01)] == [4, 2, 1, 1]
    assert [threads_of(2, share) for share in (1.0, 0.5, 0.25)] == [2, 2, 1]


def test_a_processor_of_many_cores_has_few_lanes():
    assert [TorchThreads(cores).lanes for cores in (1, 2, 4, 64)] == [1, 2, 4, 4]


def test_only_what_may_and_can_be_cut_small_enough_shares_the_device(settings):
    assert lanes_of(a_row("clip", 1, cpu_batch=16), 2, settings) == (1, 2)
    assert lanes_of(a_row("small", 1, cpu_batch=16, threads=1), 2, settings) == (1, 1)
    assert lanes_of(a_row("dear", 1, cpu_batch=1), 2, settings) == (2, 2)
    assert lanes_of(replace(a_row("sd", 1, cpu_batch=16), family=Family.DIFFUSION), 2, settings) == (2, 2)


def test_a_batch_holds_what_its_row_says_and_more_of_what_is_cheaper(settings):
    policy = batch_policy(a_row("clip", 1, cpu_batch=4), settings)
    assert (policy.max_cost, policy.max_items) == (4.0, 16)
