"""Models of each architecture with weights by chance, as transformers saves them, and what transformers answers.

Their tokenizers are trained on a few sentences; everything is small enough to be made and converted in the test.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pytest
import sentencepiece

from models.catalogue import LanguageTokens, Model, load_catalogue

KEYS: Final = ("opus-big-de-zle", "opus-de-uk", "m2m100-418m", "small100", "nllb-600m", "madlad400-3b")
COMMIT: Final = "0123456789abcdef0123456789abcdef01234567"
SENTENCES: Final = (
    "Die Meldebehörde ist von Montag bis Freitag geöffnet.",
    "Den Personalausweis beantragen Sie im Bürgerbüro, Zimmer 12.",
    "Bitte bringen Sie 28,80 Euro und ein Foto mit.",
    "Das Rathaus öffnet um 8.00 Uhr, Telefon 0203 94567.",
    "Nüfus dairesi pazartesi açıktır, lütfen para getirin.",
    "La mairie est ouverte; apportez une photo.",
    "Візьміть із собою фото та двадцять вісім євро.",
    "Ратуша открыта с понедельника по пятницу.",
)


@dataclass(frozen=True, slots=True)
class Original:
    """A model as its makers publish it, and its entry of the catalogue."""

    model: Model
    folder: Path


@dataclass(frozen=True, slots=True)
class Answer:
    """What transformers says: pieces without what was forced, and the mean log-probability of each."""

    source: list[str]
    pieces: list[str]
    confidence: float
    text: str


def _spm(place: Path, size: int, kind: str = "unigram", **options: Any) -> list[str]:
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_prefix=str(place),
        vocab_size=size,
        model_type=kind,
        hard_vocab_limit=False,
        minloglevel=2,
        **options,
    )
    place.with_name(place.name + ".model").rename(place)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(place))
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def _sizes(pieces: int) -> dict[str, Any]:
    return {
        "vocab_size": pieces,
        "d_model": 32,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "max_position_embeddings": 96,
        "init_std": 0.4,
        "scale_embedding": True,
    }


def _marian(transformers: Any, folder: Path, tokens: Iterable[str]) -> None:
    ours = _spm(folder / "source.spm", 110), _spm(folder / "target.spm", 100, "bpe")
    pieces = ["</s>", "<unk>", *sorted({piece for each in ours for piece in each[3:]}), *tokens, "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(pieces)}))
    files = [str(folder / name) for name in ("source.spm", "target.spm", "vocab.json")]
    transformers.MarianTokenizer(*files).save_pretrained(folder)
    last = len(pieces) - 1
    special = {"pad_token_id": last, "decoder_start_token_id": last, "eos_token_id": 0, "bos_token_id": None}
    model = transformers.MarianMTModel(
        transformers.MarianConfig(**_sizes(len(pieces)), **special, forced_eos_token_id=None)
    )
    model.final_logits_bias[0, 0] = 8.0
    model.generation_config.bad_words_ids = [[last]]
    model.save_pretrained(folder)


def _m2m100(transformers: Any, folder: Path, _tokens: Iterable[str]) -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *_spm(folder / "sentencepiece.bpe.model", 110)[3:]]
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(pieces)}))
    tokenizer = transformers.M2M100Tokenizer(
        str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"), src_lang="de"
    )
    tokenizer.save_pretrained(folder)
    # A hundred languages and eight pieces without meaning, as in the original.
    config = transformers.M2M100Config(**_sizes(len(pieces) + 108))
    model = transformers.M2M100ForConditionalGeneration(config)
    # So that some answers end: the piece for the end is more often the likeliest, or the least likely.
    model.model.shared.weight.data[2] *= 3
    model.save_pretrained(folder)


def _nllb(transformers: Any, folder: Path, tokens: Iterable[str]) -> None:
    _spm(folder / "sentencepiece.bpe.model", 110, "bpe")
    (folder / "config.json").write_text('{"model_type": "m2m_100"}')
    languages = ["deu_Latn", *tokens]
    tokenizer = transformers.NllbTokenizer.from_pretrained(
        folder, src_lang="deu_Latn", tgt_lang=languages[1], extra_special_tokens=languages
    )
    tokenizer.save_pretrained(folder)
    config = transformers.M2M100Config(**_sizes(len(tokenizer) + 2))
    model = transformers.M2M100ForConditionalGeneration(config)
    # So that some answers end: the piece for the end is more often the likeliest, or the least likely.
    model.model.shared.weight.data[2] *= 3
    model.save_pretrained(folder)


def _t5(transformers: Any, folder: Path, tokens: Iterable[str]) -> None:
    special: dict[str, Any] = {
        "pad_id": 0,
        "unk_id": 2,
        "eos_id": 1,
        "bos_id": -1,
        "user_defined_symbols": ",".join(tokens),
    }
    _spm(folder / "spiece.model", 110, **special)
    (folder / "config.json").write_text('{"model_type": "t5"}')
    tokenizer = transformers.T5Tokenizer.from_pretrained(folder, extra_ids=0)
    tokenizer.save_pretrained(folder)
    config = transformers.T5Config(
        vocab_size=len(tokenizer) + 6,
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=1,
        initializer_factor=2.0,
    )
    model = transformers.T5ForConditionalGeneration(config)
    # As in MADLAD: a head of its own, and a configuration that says so as it was said before transformers 5.
    model.lm_head = copy.deepcopy(model.lm_head)
    model.lm_head.weight.data[1] *= -3
    model.save_pretrained(folder)
    written = json.loads((folder / "config.json").read_bytes()) | {"tie_word_embeddings": False}
    written.pop("scale_decoder_outputs", None)
    (folder / "config.json").write_text(json.dumps(written))


_MAKERS: Final[MappingProxyType[str, Callable[[Any, Path, Iterable[str]], None]]] = MappingProxyType(
    {"marian": _marian, "m2m100": _m2m100, "nllb": _nllb, "t5": _t5}
)


def two_languages(model: Model) -> Model:
    """An entry of the catalogue, of at most two languages and with a commit."""
    targets = dict(list(model.tokens.targets.items())[:2])
    tokens = LanguageTokens(model.tokens.scheme, model.tokens.source_token, MappingProxyType(targets))
    return replace(model, languages=tuple(targets) or model.languages, tokens=tokens, revision=COMMIT)


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Original]:
    """One model by chance for each way of speaking to a model."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.set_num_threads(1)
    made = {}
    for number, key in enumerate(KEYS):
        model = two_languages(load_catalogue().get(key))
        folder = tmp_path_factory.mktemp(key)
        torch.manual_seed(number)
        _MAKERS[model.architecture](transformers, folder, model.tokens.targets.values())
        made[key] = Original(model, folder)
    return made


@pytest.fixture(scope="session")
def transformers_answer() -> Callable[[Original, str, str], Answer]:
    """Return what translates one text with transformers, by greedy search."""

    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")

    def answer(original: Original, text: str, language: str) -> Answer:
        model, tokens = original.model, original.model.tokens
        classes = {"m2m100": transformers.M2M100Tokenizer}
        tokenizer = classes.get(model.architecture, transformers.AutoTokenizer).from_pretrained(original.folder)
        network = transformers.AutoModelForSeq2SeqLM.from_pretrained(original.folder).eval()
        asked = tokens.targets.get(language, "")
        forced: dict[str, Any] = {}
        if tokens.scheme == "both-tokens":
            tokenizer.src_lang = "de" if model.architecture == "m2m100" else tokens.source_token
            forced = {"forced_bos_token_id": tokenizer.convert_tokens_to_ids(asked)}
        elif model.architecture == "m2m100":
            # SMaLL-100's own tokenizer: the target's token stands where M2M100 has the source's.
            tokenizer.src_lang = language
        elif asked:
            text = f"{asked} {text}"
        given = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            made = network.generate(
                **given,
                **forced,
                num_beams=1,
                do_sample=False,
                # CTranslate2 too gives no empty answer.
                min_new_tokens=1,
                max_new_tokens=90,
                max_length=None,
                return_dict_in_generate=True,
                output_scores=True,
            )
            chances = network.compute_transition_scores(made.sequences, made.scores, normalize_logits=True)[0]
        own = 1 + bool(forced)
        numbers = made.sequences[0][own:]
        source = tokenizer.convert_ids_to_tokens(given["input_ids"][0])
        decoding = {"use_source_tokenizer": False} if model.architecture == "marian" else {}
        return Answer(
            source,
            tokenizer.convert_ids_to_tokens(numbers),
            float(chances[own - 1 :].mean()),
            tokenizer.decode(numbers, skip_special_tokens=True, **decoding),
        )

    return answer
