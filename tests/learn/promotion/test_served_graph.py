"""A model that torch trained runs beside matching without torch: signed with its graph, the same number as before."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("torch")
from tests.learn.tuning.tiny import config, dataset

from jiufang.errors import BadInput
from jiufang.learn.measuring.records import Evaluation
from jiufang.learn.promotion.gates import Gate
from jiufang.learn.promotion.shelf import Shelf
from jiufang.learn.promotion.trial import Trial
from jiufang.learn.records import Part

KEY = b"k" * 32
ASK = """
import json, sys
from pathlib import Path
from jiufang.learn.promotion.shelf import Shelf
resumes, ads = json.load(sys.stdin)
served = Shelf(Path(sys.argv[1]), b"k" * 32).current()
print(json.dumps([served.weighed.scorer.pairs.score(resumes, ads).tolist(), "torch" in sys.modules]))
"""


def promoted(folder, shelf):
    evaluation = Evaluation("d", "test", ("with it",), {}, "dev", "jobs", 0, 0, 0, ())
    return shelf.promote(folder, Trial(0.2, evaluation, (Gate("quality", True, "it is"),)), ["p1"], by="mei", why="a test")


def test_a_trained_model_is_served_without_torch(tmp_path, models_dir):
    """What is on the shelf has the graph and not torch's weights, and another process gets the same numbers with no torch in it."""
    from jiufang.learn.tuning.loading import load
    from jiufang.learn.tuning.running import train

    told = config(model={"kind": "bi-encoder", "loss": "contrastive"}, training={"epochs": 1}, export={"onnx": "yes", "recipe": "float32"})
    pairs = dataset()
    folder = train(told, models_dir=models_dir, out=tmp_path / "out", dataset=pairs).folder
    shown = pairs.part(Part.DEV)
    asked = [p.resume for p in shown], [p.ad for p in shown]
    entry = promoted(folder, Shelf(tmp_path / "shelf", KEY))
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path / "shelf")], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    scores, with_torch = json.loads(done.stdout)

    assert not (tmp_path / "shelf" / entry.version / "model.safetensors").exists()
    assert (tmp_path / "shelf" / entry.version / "onnx" / "model.onnx").is_file()
    assert np.array_equal(scores, load(folder, models_dir=models_dir, runtime="onnx").score(*asked))
    assert not with_torch


def test_without_a_graph_nothing_is_served(tmp_path, models_dir):
    """A model that was not exported is told of, with what to do."""
    from jiufang.learn.promotion.serving import serve
    from jiufang.learn.tuning.running import train

    told = config(model={"kind": "bi-encoder", "loss": "contrastive"}, training={"epochs": 1}, export={"onnx": "no"})
    folder = train(told, models_dir=models_dir, out=tmp_path / "out", dataset=dataset()).folder
    with pytest.raises(BadInput, match="not exported"):
        serve(folder, version="v", share=0.1)
