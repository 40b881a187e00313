import platform

import pytest

from hashtagger.media.allocator import give_large_blocks_back


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has mallopt")
def test_the_c_library_takes_the_settings():
    assert give_large_blocks_back()
