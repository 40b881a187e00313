"""Models that answer questions about a picture."""

from __future__ import annotations

from hashtagger.models.spec import MB, Family, ModelFile, ModelSpec
from hashtagger.types import Task

ROWS: tuple[ModelSpec, ...] = (
    ModelSpec(
        "blip-vqa-base",
        Task.ANSWER,
        Family.BLIP_VQA,
        licence="BSD-3-Clause",
        size_bytes=1_539_749_209,
        reserve_bytes=1_600 * MB,
        summary="BLIP with a ViT-B/16, fine-tuned on VQA v2 and Visual Genome: short answers in English.",
        preprocessing="384 x 384 px, squashed, bicubic, CLIP mean and deviation",
        repository="Salesforce/blip-vqa-base",
        revision="787b3d35d57e49572baabd22884b3d5a05acf072",
        working_bytes=400 * MB,
        cpu_batch=2,
        gpu_batch=16,
        idle_ttl_s=900.0,
        files=(
            ModelFile("config.json", 4_559, "689a09e2a9980b7fcad329271c032254fde23b1ee7a90c67b003e1867dc9c098"),
            ModelFile(
                "preprocessor_config.json", 445, "0aa66e2e9ac3ea3b5cd4388c35072e22db4e1cc1f96c7872bed07749c712ade1"
            ),
            ModelFile(
                "model.safetensors", 1_538_800_584, "33786eed34def0c95fa948128cb4386be9b9219aa2c2e25f1c9c744692121bb7"
            ),
            ModelFile("tokenizer.json", 711_396, "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
            ModelFile("tokenizer_config.json", 592, "48d1c9120fe61c9741286050189b030e936f23797a65fd0a179078661e1c43bb"),
            ModelFile(
                "special_tokens_map.json", 125, "b6d346be366a7d1d48332dbc9fdf3bf8960b5d879522b7799ddba59e76237ee3"
            ),
            ModelFile("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
        ),
    ),
    ModelSpec(
        "blip-vqa-capfilt-large",
        Task.ANSWER,
        Family.BLIP_VQA,
        licence="BSD-3-Clause",
        size_bytes=1_540 * MB,
        reserve_bytes=1_600 * MB,
        summary="The same network, pre-trained on captions that a larger model wrote and sifted (CapFilt-L).",
        preprocessing="384 x 384 px, squashed, bicubic, CLIP mean and deviation",
        repository="Salesforce/blip-vqa-capfilt-large",
        revision="270352c30d7166e585cd686c3f2250e04bb509da",
        working_bytes=400 * MB,
        cpu_batch=2,
        gpu_batch=16,
        idle_ttl_s=900.0,
        files=(
            ModelFile("config.json"),
            ModelFile("preprocessor_config.json"),
            # The only PyTorch weights at this commit are a pickle; it is read with weights_only, after its checksum.
            ModelFile("pytorch_model.bin", sha256="d47763c493a03f5e10b6d6472b2a8d995c8cbb6d9a466eede3d033fafd94d5a4"),
            ModelFile("tokenizer.json"),
            ModelFile("tokenizer_config.json"),
            ModelFile("special_tokens_map.json"),
            ModelFile("vocab.txt"),
        ),
    ),
)
"""The default is first."""
