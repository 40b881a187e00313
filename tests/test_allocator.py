import platform

import pytest

from hashtagger.allocator import give_everything_back, give_large_blocks_back


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has mallopt")
def test_the_c_library_takes_the_settings():
    assert give_large_blocks_back()


def test_a_sweep_works_with_any_c_library():
    give_everything_back()
