"""Put small bottleneck adapters behind the sub-layers of a frozen transformer: x + up(gelu(down(x))).

Houlsby et al. (arXiv 1902.00751) put one behind attention and one behind feed-forward, Pfeiffer et al. (arXiv 2005.00247)
one behind feed-forward alone. The library `adapters` pins an older transformers; these sixty lines fit any. Needs torch.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from jiufang.errors import BadInput

# How the last matrix of each sub-layer ends in BERT and XLM-R; GPT-2; Qwen, Llama, Mistral, Gemma; DistilBERT.
ATTENTION = ("attention.output.dense", "attn.c_proj", "self_attn.o_proj", "attention.out_lin")
FEED_FORWARD = ("output.dense", "mlp.c_proj", "mlp.down_proj", "ffn.lin2")
START = 1e-3  # of the matrix that leads back, so that training begins beside the base


class Bottleneck(nn.Module):
    """A frozen matrix with an adapter behind it.

    Args:
        inner: the matrix.
        size: of what comes out of it.
        width: of the bottleneck.
    """

    def __init__(self, inner: Any, *, size: int, width: int) -> None:
        super().__init__()
        self.inner = inner
        self.down = nn.Linear(size, width)
        self.up = nn.Linear(width, size)
        nn.init.normal_(self.down.weight, std=size**-0.5)
        nn.init.normal_(self.up.weight, std=START)
        nn.init.zeros_(self.down.bias)
        nn.init.zeros_(self.up.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the matrix says, moved a little."""
        out = self.inner(x)
        return out + self.up(functional.gelu(self.down(out)))


def add_bottlenecks(model: Any, *, width: int, placement: str) -> None:
    """Freeze a model and put adapters behind its sub-layers.

    Raises:
        BadInput: none of its matrices bears a name that we know.
    """
    model.requires_grad_(False)
    attention = [name for name, _ in model.named_modules() if name.endswith(ATTENTION)]
    feed_forward = [name for name, _ in model.named_modules() if name.endswith(FEED_FORWARD) and name not in attention]
    places = feed_forward if placement == "pfeiffer" else [*attention, *feed_forward]
    if not feed_forward:
        raise BadInput("adapters do not know this architecture", subject=type(model).__name__, hint='method.kind = "lora" fits every one')
    for name in places:
        parent, _, last = name.rpartition(".")
        inner = model.get_submodule(name)
        with torch.no_grad():
            setattr(
                model.get_submodule(parent),
                last,
                Bottleneck(inner, size=len(inner.bias if inner.bias is not None else inner.weight), width=width),
            )
