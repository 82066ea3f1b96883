"""Tiny models of our own, saved in the standard formats: random weights, a few words."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

WORDS = "the a my your order phone is late broken great you are an idiot thanks refund please now 1 2 3 . ! ?"
LONG = " ".join(["my order is late .", "thanks !"] * 60)


def save_tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {word: i for i, word in enumerate([*special, *WORDS.split()])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=32,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )
    fast.save_pretrained(folder)
    return fast


def _bert_config(**more: Any) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=64,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=40,
        initializer_range=0.5,
        **more,
    )


def save_classifier(folder: Path, problem_type: str, seed: int = 1) -> Path:
    """A BERT classifier with three labels."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(seed)
    labels = {0: "fine", 1: "rude", 2: "hate"}
    model = BertForSequenceClassification(_bert_config(id2label=labels, problem_type=problem_type))
    model.save_pretrained(folder)
    save_tokenizer(folder)
    return folder


def save_sentence_transformer(folder: Path) -> Path:
    """A BERT with mean pooling, as sentence-transformers lays it out."""
    import torch
    from transformers import BertModel

    torch.manual_seed(2)
    BertModel(_bert_config()).save_pretrained(folder)
    save_tokenizer(folder)
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 32}))
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True})
    )
    modules = [("", "Transformer"), ("1_Pooling", "Pooling")]
    (folder / "modules.json").write_text(
        json.dumps(
            [
                {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
                for i, (path, kind) in enumerate(modules)
            ]
        )
    )
    return folder


def phrases(count: int, longest: int = 12, seed: int = 0) -> list[str]:
    """Distinct texts of known words."""
    rng, words = random.Random(seed), WORDS.split()
    made: dict[str, None] = {}
    while len(made) < count:
        made[" ".join(rng.choices(words, k=rng.randint(1, longest)))] = None
    return list(made)
