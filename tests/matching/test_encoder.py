"""With the real encoder, meaning counts where words differ."""

import pytest

from jiufang.errors import ModelMissing
from jiufang.jobs.records import Job, Kind, Requirement
from jiufang.matching import match
from jiufang.models import default_encoder
from jiufang.profiles.records import Profile
from jiufang.settings import Settings

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def encoder():
    try:
        return default_encoder(Settings().models_dir)
    except ModelMissing as missing:
        pytest.skip(str(missing))


def test_the_right_resume_of_another_language_wins(encoder):
    """A Chinese job ranks the English résumé that does the work above the Chinese one that does not."""
    job = Job(
        id="j",
        lang="zh",
        requirements=(
            Requirement(id="R1", text="负责过仓库盘点与库存差异分析", kind=Kind.SKILL),
            Requirement(id="R2", text="有客户投诉处理经验", kind=Kind.DOMAIN),
        ),
    )
    right = Profile.from_text(
        "Sam Reed\n\nEXPERIENCE\nStock controller, Northgate Depot, 2019 - present\n- Ran monthly stock counts in the warehouse and traced every variance.\n"
        "- Answered customer complaints about short deliveries and closed them within a day.\n",
        as_of="2026-11-01",
    )
    wrong = Profile.from_text("王晓\n\n工作经历\n2019.03至今 青禾幼儿园 舞蹈教师\n- 编排六一汇演舞蹈，带低龄班四个\n", as_of="2026-11-01")

    assert match(right, job, encoder=encoder).score > match(wrong, job, encoder=encoder).score


def test_two_runs_agree(encoder):
    """The same profile and job give the same bytes."""
    job = Job(id="j", requirements=(Requirement(id="R1", text="Experience settling household insurance claims", kind=Kind.DOMAIN),))
    person = Profile.from_text(
        "Jo Bloggs\n\nEXPERIENCE\nLoss adjuster, Grange & Co, 2018 - present\n- Surveyed storm losses and agreed payouts.\n",
        as_of="2026-11-01",
    )

    assert match(person, job, encoder=encoder).model_dump_json() == match(person, job, encoder=encoder).model_dump_json()
