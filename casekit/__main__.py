"""Command line: `python -m casekit run` and the rest; a user's error is one sentence and exit code 2."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from casekit.ground import paths, settings
from casekit.ground.errors import Language, UserError, fault


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it is done, 2 after a user's error, 130 when interrupted."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.command(given) or 0)
    except UserError as error:
        print(error.say(_language(given)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止，未写入任何结果，上次结果未动", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="casekit", description="小案质效分析：清洗案卡导出，运行笔记本，生成研判材料")
    commands = parser.add_subparsers(required=True, metavar="命令")
    run = _command(commands, "run", "运行一个季度，生成图、表、结论句和研判材料（默认：数据中最近的完整季度）", _run)
    run.add_argument("quarter", nargs="?", metavar="季度", help="如 2026Q3")
    run.add_argument("--data", metavar="文件夹", help="导出文件所在文件夹（默认：data/sample）")
    run.add_argument(
        "--output", default="reports", metavar="文件夹", help="存放结果的文件夹，其下每季度一个（默认：reports）"
    )
    clean = _command(commands, "clean", "只清洗，不作分析：把导出文件整理成干净的表", _clean)
    clean.add_argument("data", metavar="导出文件夹", help="导出文件所在文件夹")
    clean.add_argument("--output", required=True, metavar="文件夹", help="存放干净的表的文件夹")
    for command in (run, clean):
        command.add_argument("--office", metavar="文件夹", help="本院设置所在文件夹（默认：data/office）")
    sample = _command(commands, "sample", "生成合成的导出文件，供练习和测试", _sample)
    sample.add_argument("--cases", type=int, metavar="件数", help="案件总数（默认：与所附示例相同）")
    sample.add_argument("--seed", type=int, metavar="种子", help="随机种子（默认：与所附示例相同）")
    sample.add_argument("--output", required=True, metavar="文件夹", help="存放合成导出文件的文件夹")
    _command(commands, "refresh", "用示例数据重新运行全部笔记本并保存结果", _refresh)
    _command(commands, "check", "检查本机是否具备运行条件（字体、绘图、写入）", _check)
    _command(commands, "lab", "打开 JupyterLab（中文界面，不联网）", _lab)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    does: Callable[[argparse.Namespace], int | None],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=does)
    return parser


def _run(given: argparse.Namespace) -> None:
    from casekit import run

    begun = time.monotonic()
    done = run.run(given.quarter, given.data, given.output, given.office, told=_say)
    place = done.folder.as_posix()
    _say(
        f"完成，用时{time.monotonic() - begun:.0f}秒。先看 {place}/findings.md；未采用的行（文件、工作表、行号、原因）见 quality.xlsx"
    )


def _clean(given: argparse.Namespace) -> None:
    from casekit import run

    records = run.clean(given.data, given.output, given.office)
    for line in records.report["notices"]:
        _say(line)
    _say(repr(records))


def _sample(given: argparse.Namespace) -> None:
    from casekit.sample import SEED, make

    for name, least in {"cases": 1, "seed": 0}.items():
        if (came := getattr(given, name)) is not None and came < least:
            raise fault("sample_number", name=f"--{name}", least=least, came=came)
    if Path(given.output).is_file():
        raise fault("file_in_the_way", file=Path(given.output).name)
    make(Path(given.output), given.cases, SEED if given.seed is None else given.seed)
    _say(f"已生成合成导出：{given.output}")


def _refresh(given: argparse.Namespace) -> None:
    from casekit import run

    _say(f"已更新{len(run.refresh(told=_say))}个笔记本")


def _check(given: argparse.Namespace) -> int:
    from casekit.machine import missing

    lacking = missing()
    _say(
        "可以运行：字体、绘图、写入均正常"
        if not lacking
        else "缺：" + "；".join(lacking) + "。安装方法见 README “安装”"
    )
    return 2 if lacking else 0


def _lab(given: argparse.Namespace) -> int:
    from casekit.machine import lab

    return lab()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")  # one write, as two notebooks may tell at once
    sys.stdout.flush()


def _language(given: argparse.Namespace) -> Language:
    """The language of the office's settings, as far as these can be read."""
    try:
        return settings.read(Path(given.office) if getattr(given, "office", None) else paths.office()).language
    except UserError:
        return "zh"


if __name__ == "__main__":
    sys.exit(main())
