"""Intake: a folder of files becomes named text columns with file, sheet and row as Excel shows it."""

from casekit.intake.files import list_files
from casekit.intake.naming import Named, name_columns
from casekit.intake.pseudonyms import SAMPLE_KEY, key_for, key_from, pseudonymise
from casekit.intake.sheets import Sheet, read_file, read_files, read_folder

__all__ = [
    "SAMPLE_KEY",
    "Named",
    "Sheet",
    "key_for",
    "key_from",
    "list_files",
    "name_columns",
    "pseudonymise",
    "read_file",
    "read_files",
    "read_folder",
]
