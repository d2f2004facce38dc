"""A small office whose figures are kept without notebooks: forty cases of two quarters, and what a run would keep of them."""

from pathlib import Path

from office import loaded

from casekit.exhibits.sentence import Said
from casekit.measures.disclosure import protected
from casekit.measures.measure import measure
from casekit.records.records import Records
from casekit.release import vintage
from casekit.release.keep import Kept
from casekit.release.vintage import Vintage

HEAD = "部门受案号 | 受理日期 | 适用程序 | 审结日期 | 审结处理 | 一退日期"
NUMBER = "甲检起诉受〔2026〕46909900{:03d}号"
PROCEDURES = ("速裁程序", "普通程序")
LATE = f"{NUMBER.format(99)} | 2026-08-03 | 普通程序 | | | "
PERSONS = "部门受案号 | 嫌疑人姓名 | 判决日期 | 判决结果\n" + "\n".join(
    f"{NUMBER.format(n)} | 甲某{n} | 2026-09-{1 + n % 28:02d} | 判处拘役{'一二三'[n % 3]}个月" for n in range(20, 40)
)

MADE: dict[str, Vintage] = {}


def cases(*late: str, **instead: str) -> str:
    """Twenty cases received in each of two quarters, every second one by summary procedure and every fifth returned once; with
    rows that come late, and words put instead of others."""
    rows = [
        f"{NUMBER.format(n)} | 2026-0{4 + n // 20 * 3}-{1 + n % 20:02d} | {PROCEDURES[n % 2]} | 2026-0{5 + n // 20 * 3}-28"
        f" | 起诉 | {f'2026-0{4 + n // 20 * 3}-25' if n % 5 == 0 else ''}"
        for n in range(40)
    ]
    text = "\n".join([HEAD, *rows, f"{NUMBER.format(98)} | 2026-10-08 | 普通程序 | | | ", *late])
    for old, new in instead.items():
        text = text.replace(old, new)
    return text


def made(folder: Path, text: str) -> Vintage:
    """The vintage of a run on such cases: counts by quarter, and by procedure, and one sentence; made once for each text."""
    if text not in MADE:
        folder.mkdir(exist_ok=True, parents=True)
        records = loaded(folder, "2026Q3", 案件=text, 人员=PERSONS)
        MADE[text] = vintage.of(records, kept(records))
    return MADE[text]


def kept(records: Records) -> list[Kept]:
    """What a notebook would keep: each indicator over both quarters, and by procedure."""
    spans = ["2026Q2", "2026Q3"]
    asked = [("received", ()), ("received", "procedure"), ("concluded", ()), ("returned_once", ())]
    frames = tuple(protected(measure(records, name, by, spans), records.settings) for name, by in asked)
    total = frames[0].filter(period="2026Q3")["numerator"].item()
    said = Said("00-test-0-headline", "合计", (f"受理{total}件。", "按受理日期。"))
    return [Kept(said, frames=frames)]
