"""Models that translate captions, and those that tell stories from them."""

from __future__ import annotations

from hashtagger.models.spec import MB, Family, Figure, ModelFile, ModelSpec
from hashtagger.types import Task

_M2M100 = (
    "af am ar ast az ba be bg bn br bs ca ceb cs cy da de el es et fa ff fi fr fy ga gd gl gu ha he hi hr ht hu hy id ig ilo "
    "is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms my ne nl no ns oc or pa pl ps pt ro ru sd si sk sl so sq "
    "sr ss su sv sw ta th tl tn tr uk ur uz vi wo xh yi yo zh zu"
)


def _opus(
    target: str,
    *,
    revision: str,
    licence: str,
    weights: ModelFile,
    targets: tuple[str, ...] = (),
    figures: tuple[Figure, ...] = (),
) -> ModelSpec:
    """A translator from English of the University of Helsinki (OPUS-MT); ``targets`` where it writes several languages."""
    writes = targets or (target,)
    return ModelSpec(
        f"opus-en-{target.lower()}",
        Task.TRANSLATE,
        Family.MARIAN,
        licence=licence,
        size_bytes=316 * MB,
        reserve_bytes=320 * MB,
        working_bytes=200 * MB,
        summary=f"OPUS-MT, 75 million parameters: from English to {', '.join(writes)}.",
        preprocessing="sentences, SentencePiece",
        repository=f"Helsinki-NLP/opus-mt-en-{target}",
        revision=revision,
        cpu_batch=8,
        idle_ttl_s=900.0,
        languages=("en", *writes),
        files=(
            ModelFile("config.json"),
            ModelFile("generation_config.json"),
            # The pinned commits have a pickle only; it is read with weights_only, after its checksum.
            weights,
            ModelFile("source.spm"),
            ModelFile("target.spm"),
            ModelFile("tokenizer_config.json"),
            ModelFile("vocab.json"),
        ),
        figures=figures,
    )


def _weights(size_bytes: int | None, sha256: str) -> ModelFile:
    return ModelFile("pytorch_model.bin", size_bytes, sha256)


ROWS: tuple[ModelSpec, ...] = (
    _opus(
        "de",
        revision="6183067f769a302e3861815543b9f312c71b0ca4",
        licence="CC-BY-4.0",
        weights=_weights(None, "da068344b1b0c20e6d4a8f77f48e06646b90d679029006b18579e68977206bdd"),
        figures=(Figure("Tatoeba BLEU", 47.3, "model card"),),
    ),
    _opus(
        "fr",
        revision="dd7f6540a7a48a7f4db59e5c0b9c42c8eea67f18",
        licence="Apache-2.0",
        weights=_weights(300_827_685, "cc1de10b49342ad2f33e06bc4474ddd6eaca278474903c4a8636ce15680d64de"),
    ),
    _opus(
        "es",
        revision="5bc4493d463cf000c1f0b50f8d56886a392ed4ab",
        licence="Apache-2.0",
        weights=_weights(312_087_523, "befce0f620e8e63f83bbb7f0818eb51d541cba28057a7cc14b00466d85c4994c"),
    ),
    _opus(
        "ROMANCE",
        revision="f8f3a28e8b6272d0ccc0290b832f699e154ae431",
        licence="Apache-2.0",
        weights=_weights(312_087_009, "e64d119b5cb4d2baad0e54176c36f9a9cf3190bd2876484a2638dadcc8b1855a"),
        targets=("pt", "it", "ro", "ca", "gl"),
    ),
    ModelSpec(
        "m2m100-418m",
        Task.TRANSLATE,
        Family.MARIAN,
        licence="MIT",
        size_bytes=1_943 * MB,
        reserve_bytes=1_950 * MB,
        working_bytes=300 * MB,
        summary="M2M100 with 418 million parameters: from English to any of 99 languages, six times as large as OPUS-MT.",
        preprocessing="sentences, SentencePiece",
        repository="facebook/m2m100_418M",
        revision="55c2e61bbf05dfb8d7abccdc3fae6fc8512fd636",
        cpu_batch=4,
        idle_ttl_s=900.0,
        languages=("en", *_M2M100.split()),
        files=(
            ModelFile("config.json", 908, "df0ae43e4e4b0d7e3c97b7f447857a70ef6b6a2aa1f145cedbcc730d95f67134"),
            ModelFile(
                "generation_config.json", 233, "aed76366507333ddbb8bd49960f23c82fe6446b3319a46a54befdb45324ccf61"
            ),
            ModelFile(
                "pytorch_model.bin", 1_935_796_948, "d907ea45e4e4b9db163382a6674f6218b3c59566fe06d77f4055c208b4e87ed1"
            ),
            ModelFile(
                "sentencepiece.bpe.model", 2_423_393, "d8f7c76ed2a5e0822be39f0a4f95a55eb19c78f4593ce609e2edbc2aea4d380a"
            ),
            ModelFile(
                "special_tokens_map.json", 1_140, "c1a4f86c3874d279ae1b2a05162858db5dd6c61665d84223ed886cbcff08fda6"
            ),
            ModelFile("tokenizer_config.json", 298, "a53e6aa83da0b82565ed90c3849056307a9453843322ac5b8439ec4b9497fe48"),
            ModelFile("vocab.json", 3_708_092, "b6e77e474aeea8f441363aca7614317c06381f3eacfe10fb9856d5081d1074cc"),
        ),
    ),
    ModelSpec(
        "smollm2-360m",
        Task.STORY,
        Family.STORY_WRITER,
        licence="Apache-2.0",
        size_bytes=727 * MB,
        reserve_bytes=1_450 * MB,
        working_bytes=300 * MB,
        summary="SmolLM2-360M-Instruct: short stories in simple English, the smaller of the two writers.",
        preprocessing="chat template",
        repository="HuggingFaceTB/SmolLM2-360M-Instruct",
        revision="a10cc1512eabd3dde888204e902eca88bddb4951",
        cpu_batch=2,
        idle_ttl_s=900.0,
        files=(
            ModelFile("config.json"),
            ModelFile("generation_config.json"),
            ModelFile("merges.txt"),
            ModelFile("model.safetensors"),
            ModelFile("special_tokens_map.json"),
            ModelFile("tokenizer.json"),
            ModelFile("tokenizer_config.json"),
            ModelFile("vocab.json"),
            ModelFile("chat_template.jinja", optional=True),
        ),
    ),
    ModelSpec(
        "qwen2.5-0.5b",
        Task.STORY,
        Family.STORY_WRITER,
        licence="Apache-2.0",
        size_bytes=1_000 * MB,
        reserve_bytes=1_980 * MB,
        working_bytes=300 * MB,
        summary="Qwen2.5-0.5B-Instruct: stories in English by a larger writer.",
        preprocessing="chat template",
        repository="Qwen/Qwen2.5-0.5B-Instruct",
        revision="7ae557604adf67be50417f59c2c2f167def9a775",
        cpu_batch=2,
        idle_ttl_s=900.0,
        files=(
            ModelFile("config.json"),
            ModelFile("generation_config.json"),
            ModelFile("merges.txt"),
            ModelFile("model.safetensors", None, "fdf756fa7fcbe7404d5c60e26bff1a0c8b8aa1f72ced49e7dd0210fe288fb7fe"),
            ModelFile("tokenizer.json"),
            ModelFile("tokenizer_config.json"),
            ModelFile("vocab.json"),
            ModelFile("chat_template.jinja", optional=True),
        ),
    ),
)
"""
One pair of languages each, then the one that knows them all: where several could write a language the first that was
pulled does.
"""
