"""A file is there whole or not at all."""

import pytest

from hashtagger.durable import whole


def test_a_file_appears_under_its_name_when_it_is_whole(tmp_path):
    path = tmp_path / "file"
    with whole(path) as unfinished:
        unfinished.write_text("new")
        assert not path.exists()
    assert (path.read_text(), [each.name for each in tmp_path.iterdir()]) == ("new", ["file"])


def test_what_was_there_stays_when_writing_fails_and_nothing_is_left_behind(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")

    def write_half():
        with whole(path) as unfinished:
            unfinished.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert (path.read_text(), [each.name for each in tmp_path.iterdir()]) == ("old", ["file"])
