"""The library's commands as they are typed; `knowledge.commands` has what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from knowledge.commands import (
    SEEDS,
    run_ask,
    run_build,
    run_check,
    run_facts,
    run_quotes,
    run_read,
    run_summary,
)

if TYPE_CHECKING:
    import argparse


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Add this package's commands; each sets `run(args, settings, clock)` as a default."""
    build = commands.add_parser(
        "build",
        help="read articles into the store",
        description="Read articles into the store, each with the curation file beside it:"
        " harvest.yaml for harvest.md (docs/curation.md). What is unchanged is skipped.",
    )
    build.add_argument(
        "paths", nargs="*", metavar="PATH", help=f"files and folders (default: {SEEDS}/)"
    )
    build.add_argument("--json", action="store_true", help="print JSON lines")
    build.set_defaults(run=run_build)

    ask = commands.add_parser("ask", help="ask the articles a question")
    ask.add_argument("question", nargs="?", help="the question")
    ask.add_argument("--article", metavar="ID|PATH", help="ask this article only")
    ask.add_argument(
        "--articles", metavar="A.jsonl", help="ask these articles instead of the store"
    )
    ask.add_argument("--batch", metavar="Q.jsonl|-", help="answer the questions of this file")
    ask.add_argument("--json", action="store_true", help="print a JSON line for each question")
    ask.add_argument(
        "--explain",
        action="store_true",
        help="show how it was understood and what the scores are made of",
    )
    ask.set_defaults(run=run_ask)

    for name, about, function in (
        ("quotes", "list who said what", run_quotes),
        ("facts", "list figures, dates and people", run_facts),
        ("summary", "show the sentences that stand for the whole", run_summary),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("--article", metavar="ID|PATH", help="this article only")
        command.add_argument(
            "--articles", metavar="A.jsonl", help="these articles, not the store's"
        )
        command.add_argument("--json", action="store_true", help="print a JSON line an article")
        if name == "summary":
            much = command.add_mutually_exclusive_group()
            much.add_argument(
                "--sentences", type=int, default=3, metavar="N", help="at most N (default: 3)"
            )
            much.add_argument(
                "--length",
                choices=("short", "normal", "long"),
                help="at most 2, 3 or 6 sentences; long: some of each section",
            )
            much.add_argument(
                "--one-line",
                action="store_const",
                dest="length",
                const="line",
                help="one sentence for a digest, of at most 200 characters if there is one",
            )
        command.set_defaults(run=function)

    check = commands.add_parser("check", help="tell whether words were said like that")
    check.add_argument("words", metavar="WORDS", help="the words, such as 'Rutte said: \"…\"'")
    check.add_argument("--article", metavar="ID|PATH", help="look in this article only")
    check.add_argument("--json", action="store_true", help="print one JSON line")
    check.set_defaults(run=run_check)

    read = commands.add_parser("read", help="show how a file is understood")
    read.add_argument("file", metavar="FILE", help="a .txt or .md file")
    read.add_argument("--json", action="store_true", help="print one JSON line")
    read.set_defaults(run=run_read)
