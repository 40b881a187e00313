from dataclasses import replace

import pytest

from hashtagger.errors import BrokenModel, MissingComponent
from hashtagger.models import devices, families
from hashtagger.models.families import LOADERS, load_runtime
from hashtagger.models.installed import Installed
from hashtagger.models.local import batch_policy
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


def test_a_row_decides_its_torch_threads_unless_the_settings_do():
    import torch

    def threads_of(threads: int | None, own: int | None) -> int:
        with TorchThreads(threads).device(a_row("clip", 1, threads=own)) as executor:
            return executor.submit(torch.get_num_threads).result()

    assert threads_of(None, 1) == 1
    assert threads_of(2, 1) == 2


def test_a_batch_holds_what_its_row_says_and_more_of_what_is_cheaper(settings):
    policy = batch_policy(a_row("clip", 1, cpu_batch=4), settings)
    assert (policy.max_cost, policy.max_items) == (4.0, 16)
