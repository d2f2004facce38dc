"""Command line: `python -m casekit run` and the rest; a user's error is one sentence and exit code 2."""

import argparse
import os
import signal
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from casekit import codebook
from casekit.ground import paths, settings, written
from casekit.ground.errors import Language, UserError, Words, fault, listed

Does = Callable[[argparse.Namespace], int | None]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it is done, 2 after a user's error, 130 when interrupted."""
    typed = sys.argv[1:] if arguments is None else arguments
    language, told = _language(typed), "interrupted"
    for closing in ("SIGTERM", "SIGHUP") if arguments is None else ():
        if hasattr(signal, closing):  # a closed window leaves no case rows behind either
            signal.signal(getattr(signal, closing), signal.default_int_handler)
    try:
        given = _parser(language, typed).parse_args(typed)
        told = "stopped" if given.command in (_run, _clean) else told
        return int(given.command(given) or 0)
    except UserError as error:
        print(error.say(language), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(_line(told, language), file=sys.stderr)
        return 130


def _parser(language: Language, typed: list[str]) -> argparse.ArgumentParser:
    words = {name: said[language] for name, said in codebook.toml("lines")["help"].items()}
    folder = words["folder"]
    parser = _Parser(words, typed, prog="casekit", description=words["program"])
    parser.set_defaults(language=language)
    commands = parser.add_subparsers(required=True, title=words["commands"], metavar=words["command"])

    def command(name: str, does: Does) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words[name], description=words[name], words=words, typed=typed)
        made.set_defaults(command=does)
        return made

    run, clean = command("run", _run), command("clean", _clean)
    run.add_argument("quarter", nargs="?", metavar=words["quarter"], help=words["quarter_help"])
    run.add_argument("--data", metavar=folder, help=words["data"])
    run.add_argument("--output", default="reports", metavar=folder, help=words["output"])
    clean.add_argument("data", metavar=folder, help=words["clean_data"])
    clean.add_argument("--output", required=True, metavar=folder, help=words["clean_output"])
    themes = command("themes", _themes)
    themes.add_argument("--data", metavar=folder, help=words["data"])
    for reads in (run, clean, themes):
        reads.add_argument("--office", metavar=folder, help=words["office"])
    verify = command("verify", _verify)
    verify.add_argument("paper", metavar=words["verify_paper"], help=words["verify_paper"])
    verify.add_argument("--reports", default="reports", metavar=folder, help=words["verify_reports"])
    sample = command("sample", _sample)
    sample.add_argument("--cases", type=int, metavar=words["cases"], help=words["cases_help"])
    sample.add_argument("--seed", type=int, metavar=words["seed"], help=words["seed_help"])
    sample.add_argument("--output", required=True, metavar=folder, help=words["sample_output"])
    compare = command("compare", _compare)
    compare.add_argument("first", metavar=words["compare_name"], help=words["compare_first"])
    compare.add_argument("second", nargs="?", metavar=words["compare_name"], help=words["compare_second"])
    compare.add_argument("--reports", default="reports", metavar=folder, help=words["compare_reports"])
    compare.add_argument("--indicator", default="", metavar=words["indicator"], help=words["compare_indicator"])
    for name, does in {"refresh": _refresh, "check": _check, "lab": _lab}.items():
        command(name, does)
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser whose headings and errors are in the office's language; what is typed wrong is a UserError."""

    def __init__(self, words: dict[str, str], typed: list[str], *, prog: str, description: str, **rest: object) -> None:
        super().__init__(prog=prog, description=description, add_help=False)
        self.words, self.typed = words, typed
        self._positionals.title, self._optionals.title = words["arguments"], words["options"]
        self.add_argument("-h", "--help", action="help", help=words["help"])

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", self.words["usage"], 1)

    def error(self, message: str) -> NoReturn:
        raise fault("command_form", came=" ".join(self.typed) or Words("（没有命令）", "no command"))


def _run(given: argparse.Namespace) -> None:
    from casekit import run

    run.run(given.quarter, given.data, given.output, given.office, told=_say)


def _clean(given: argparse.Namespace) -> None:
    from casekit import run

    run.clean(given.data, given.output, given.office, told=_say)


def _sample(given: argparse.Namespace) -> None:
    from casekit.sample import SEED, make

    for name, least in {"cases": 1, "seed": 0}.items():
        if (came := getattr(given, name)) is not None and came < least:
            raise fault("sample_number", name=f"--{name}", least=least, came=came)
    if Path(given.output).is_file():
        raise fault("file_in_the_way", file=Path(given.output).name)
    make(Path(given.output), given.cases, SEED if given.seed is None else given.seed)
    _say(_line("sampled", given.language, place=given.output))


def _themes(given: argparse.Namespace) -> None:
    from casekit.records import store
    from casekit.records.load import load
    from casekit.subjects.causes import themes

    data = paths.resolve(given.data or paths.sample())
    if store.is_cleaned(data):
        raise fault("themes_cleaned", folder=data.name)
    learnt = themes.learn(load(data, None, given.office))
    for row in learnt.table.iter_rows(named=True):
        mark = _line(row["mark"], given.language) if row["mark"] else ""
        shown = {"stability": f"{row['stability']:.2f}", "share": f"{row['share']:.1%}", "mark": mark}
        _say(_line("theme", given.language, theme=row["theme"], words=row["words"], count=row["n"], **shown))
    office = paths.resolve(given.office) if given.office else paths.office()
    _say(_line("themed", given.language, place=themes.keep(learnt, office).name))


def _verify(given: argparse.Namespace) -> int:
    from casekit import verify

    checks = verify.verify(Path(given.paper), Path(given.reports))
    for told in verify.told(checks, given.language):
        _say(told)
    return int(any(check.state in verify.WRONG for check in checks))


def _compare(given: argparse.Namespace) -> None:
    from casekit import retelling

    told = retelling.compare(given.first, given.second, Path(given.reports), given.indicator, given.language)
    _say("\n".join(told))


def _refresh(given: argparse.Namespace) -> None:
    from casekit import run

    count = written.many(len(run.refresh(told=_say)), "notebook")
    _say(_line("refreshed", given.language, count=count))


def _check(given: argparse.Namespace) -> int:
    from casekit.machine import missing

    lacking = missing()
    _say(_line("lacking" if lacking else "ready", given.language, names=listed(lacking)))
    return 2 if lacking else 0


def _lab(given: argparse.Namespace) -> int:
    from casekit.machine import lab

    return lab(given.language)


def _line(key: str, language: Language, **fields: object) -> str:
    from casekit.terminal import line

    return line(key, language, **fields)


def _say(line: str) -> None:
    """Tell a line in one write, as two notebooks may tell at once; where nobody listens any more, the task goes on."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(f"{line}\n".encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _language(typed: list[str]) -> Language:
    """The language of the office's settings, even where another line of them is wrong; Chinese where it cannot be read."""
    asked = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    asked.add_argument("--office", nargs="?")
    try:
        named = asked.parse_known_args(typed)[0].office
        office = paths.resolve(named) if named else paths.office()
        given = tomllib.loads((office / settings.FILE).read_text("utf-8-sig"))
    except (UserError, OSError, ValueError):
        return "zh"
    return "en" if given.get("language") == "en" else "zh"


if __name__ == "__main__":
    sys.exit(main())
