"""torchvision must be importable beside whatever build of torch is installed."""

from hashtagger.models import torchvision_shim


def test_torchvision_imports_after_the_shim() -> None:
    torchvision_shim.install()

    import torchvision

    assert torchvision.transforms is not None


def test_a_second_install_does_nothing() -> None:
    torchvision_shim.install()

    assert torchvision_shim.install() is False
