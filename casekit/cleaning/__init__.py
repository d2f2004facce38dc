"""Cleaning: text as people wrote it, to a value or to the reason why there is none."""

from casekit.cleaning.amounts import parse_amounts
from casekit.cleaning.case_numbers import parse_case_numbers
from casekit.cleaning.causes import parse_causes
from casekit.cleaning.crimes import parse_crimes
from casekit.cleaning.dates import parse_dates
from casekit.cleaning.numerals import parse_numbers
from casekit.cleaning.sentences import parse_sentences
from casekit.cleaning.spans import parse_spans
from casekit.cleaning.text import clean_text, parse_flags, parse_words

__all__ = [
    "clean_text",
    "parse_amounts",
    "parse_case_numbers",
    "parse_causes",
    "parse_crimes",
    "parse_dates",
    "parse_flags",
    "parse_numbers",
    "parse_sentences",
    "parse_spans",
    "parse_words",
]
