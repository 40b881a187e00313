"""The contract of ``VisionModels``, kept by the fake, by the starter's kind of models and by the full profile's kind."""

import pytest

from hashtagger.models.fake import FakeModels
from tests.models.contract import VisionModelsContract


class TestFakeModels(VisionModelsContract):
    @pytest.fixture
    def models(self):
        return FakeModels()


class TestStarterModels(VisionModelsContract):
    @pytest.fixture
    def models(self, starter_models):
        return starter_models


class TestFullModels(VisionModelsContract):
    tolerance = 2e-3  # bfloat16 weights where the processor has them

    @pytest.fixture
    def models(self, full_models):
        return full_models
