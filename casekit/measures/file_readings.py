"""File readings: how many working days a lawyer's request to read the files of a case waited."""

import polars as pl

from casekit.codebook import holidays
from casekit.records.records import Records

DATES = ("requested_on", "arranged_on")


def of_readings(records: Records) -> pl.DataFrame:
    """One row a request: reading_id, wait_workdays from the day of the request, which is not counted, to the day from which
    the files could be read; 0 on the same day.

    Null where a day is missing, the second lies before the first, or a year on the way has no known calendar.
    """
    chosen = records.settings
    known = holidays.calendar(tuple(chosen.holidays_added), tuple(chosen.workdays_added))
    unbroken = known.filter(pl.col("is_workday").is_null().cum_sum() == 0)
    passed = unbroken.select("day", number=pl.col("is_workday").cast(pl.Int64).cum_sum()).lazy()
    dated = records.table("file_readings").select("reading_id", *DATES)
    for name in DATES:
        numbered = passed.rename({"day": name, "number": f"{name}_number"})
        dated = dated.join(numbered, on=name, how="left", maintain_order="left")
    waited = pl.col("arranged_on_number") - pl.col("requested_on_number")
    in_order = pl.col("arranged_on") >= pl.col("requested_on")
    return dated.select("reading_id", wait_workdays=pl.when(in_order).then(waited)).collect()
