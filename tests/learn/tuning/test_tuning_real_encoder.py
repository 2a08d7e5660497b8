"""Rules of training on the encoder that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.learn.tuning.tiny import config

from jiufang.learn.records import Dataset, Pair, Part
from jiufang.models.folders import is_whole
from jiufang.settings import Settings

pytestmark = [pytest.mark.models, pytest.mark.slow]

JOBS = {
    "cook": ("Wir suchen einen Koch für unsere Hotelküche", ("Koch im Hotel, acht Jahre in der warmen Küche", "厨师，八年酒店热菜经验")),
    "nurse": ("Registered nurse for the intensive care ward", ("Nurse, four years in intensive care", "注册护士，四年重症监护经验")),
    "driver": ("物流公司招聘货车司机，需持有大型货车驾照", ("货车司机，六年长途运输", "Lorry driver, six years on long hauls")),
    "clerk": ("Comptable pour notre service de paie", ("Comptable, cinq ans en cabinet", "Payroll accountant, five years")),
}


def labelled() -> Dataset:
    """Sixteen pairs: those who do the work, and as many who do another."""
    others = list(JOBS)[1:] + list(JOBS)[:1]
    pairs = []
    for job, other in zip(JOBS, others, strict=True):
        for label, name in ((1.0, job), (0.0, other)):
            for number, resume in enumerate(JOBS[name][1]):
                pairs.append(
                    Pair(id=f"{job}-{name}-{number}", person=f"{name}-{number}", job=job, resume=resume, ad=JOBS[job][0], label=label)
                )
    return Dataset("sixteen", tuple(pairs), {p.id: Part.DEV if p.job == "clerk" else Part.TRAIN for p in pairs})


def test_two_steps_on_the_shipped_encoder_serve_without_torch(tmp_path: Path):
    """The base in torch says what its graph says; two steps of LoRA train, export in int8, and rank the unseen job as before."""
    from jiufang.learn.tuning.bases import open_base
    from jiufang.learn.tuning.loading import load, load_encoder
    from jiufang.learn.tuning.nets import padded, pool
    from jiufang.learn.tuning.running import train
    from jiufang.models.loading import load_encoder as shipped

    models = Settings().models_dir
    if not is_whole(models / "encoder"):
        pytest.skip("needs the encoder: jiufang models fetch encoder")
    told = config(training={"epochs": 2, "steps": 2, "batch": 8}, base={"max_tokens": 64}, export={"onnx": "auto", "recipe": "int8"})
    opened = open_base(told, models)
    row = opened.reader.ads([JOBS["nurse"][0]])
    ids, mask, _ = padded(row, pad=opened.reader.manner.pad, typed=False, device="cpu")
    state = pool(opened.model.eval()(input_ids=ids, attention_mask=mask).last_hidden_state, mask, "mean")[0].detach().numpy()
    graph = shipped(models / "encoder", threads=1).encode([JOBS["nurse"][0]], side="query")[0]
    assert float(state @ graph / np.linalg.norm(state)) > 0.98  # the graph rounds to eight bits

    found = train(told, models_dir=models, out=tmp_path / "out", dataset=labelled())
    shown = labelled().part(Part.DEV)
    served, exact = (
        load(found.folder, models_dir=models, runtime=runtime).score([p.resume for p in shown], [p.ad for p in shown])
        for runtime in ("onnx", "torch")
    )

    assert found.card.steps == 2
    assert min(served[:2]) > max(served[2:])
    assert served == pytest.approx(exact, abs=0.05)
    assert load_encoder(found.folder).encode(["a"]).shape == (1, 384)
