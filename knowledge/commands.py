"""What the library's commands do: build, ask, quotes, facts, summary, check, read.

Each is a function of the parsed arguments and the settings. Results go to
standard output, progress to standard error and only on a terminal; what goes wrong
leaves as a `KnowledgeError`, which the caller prints.
"""

from __future__ import annotations

import functools
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge import display
from knowledge.errors import ReadingError, UnknownArticleError
from knowledge.model import Answer, Change, Length, Question

if TYPE_CHECKING:
    import argparse
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from knowledge.index import ArticleIndex
    from knowledge.library import Library
    from knowledge.model import Article, Built, Extracts, Fact, Summary
    from knowledge.settings import LibrarySettings

    Clock = Callable[[], dt.datetime]

T = TypeVar("T")

SEEDS = "seeds"


def run_build(args: argparse.Namespace, settings: LibrarySettings, clock: Clock) -> int:
    """Read articles into the store; all are read before the first is kept."""
    from knowledge.library import open_library
    from knowledge.reading.files import find_files, read_all, strays

    if not args.paths and not Path(SEEDS).is_dir():
        raise ReadingError(SEEDS, "no such folder here; name a file or folder: verbatim build PATH")
    sources = args.paths or [SEEDS]
    files = [file for source in sources for file in find_files(source)]
    articles = [(str(path), article) for path, article in read_all(files).values()]
    for path in (path for source in sources for path in strays(source)):
        _warn(f"{path}: no article of that name beside it; it was not read")
    suggested = {article.id: article.curation.suggested for _, article in articles}
    counts = dict.fromkeys(Change, 0)
    with closing(open_library(settings, clock=clock)) as library:
        for built in _progress(library.build(articles), len(articles)):
            counts[built.change] += 1
            if built.change is not Change.UNCHANGED:
                _try_suggested(library, built, suggested[built.article_id])
            if args.json:
                change = built.change.value
                _print_json({"source": built.source, "id": built.article_id, "change": change})
    if not args.json:
        said = ", ".join(f"{n} {change.value}" for change, n in counts.items() if n)
        print(f"{len(articles)} {'article' if len(articles) == 1 else 'articles'}: {said}")
    return 0


def _try_suggested(library: Library, built: Built, questions: Iterable[str]) -> None:
    """Warn of suggested questions that their article does not answer."""
    for text in questions:
        if not library.has(built.article_id):
            return  # withdrawn, or under embargo
        result = library.ask(Question(text, (built.article_id,)))
        if not isinstance(result, Answer) or result.about_bot:
            _warn(f"{built.source}: the article does not answer the suggested question “{text}”")


def run_ask(args: argparse.Namespace, settings: LibrarySettings, clock: Clock) -> int:
    """Answer one question, or a file of them."""
    if args.batch is not None or args.articles is not None:
        return _run_batch(args, settings)
    if not args.question or not args.question.strip():
        raise ReadingError("ask", 'give a question: verbatim ask "Where was the summit?"')
    question = Question(args.question, asked=clock().date())
    if args.article is not None and _is_file(args.article):
        from knowledge.batch import Batch

        article = _read(args.article)
        with closing(Batch([article], threshold=settings.threshold)) as batch:
            result = batch.ask(replace(question, scope=(article.id,)))
    else:
        with closing(_open(settings, clock)) as library:
            scope = (args.article,) if args.article is not None else ()
            result = library.ask(replace(question, scope=scope))
    found = None
    if args.explain:
        from knowledge.explaining import explain

        found = explain(result)
    if args.json:
        from knowledge.wire import explanation_json, result_json

        extra = {"explanation": explanation_json(found) if found else None}
        _print_json(result_json("1", result) | (extra if args.explain else {}))
    else:
        display.result(result)
        if found is not None:
            display.explanation(found, result)
    return 0


def _run_batch(args: argparse.Namespace, settings: LibrarySettings) -> int:
    from knowledge.batch import STDIN, Batch, read_articles, read_questions
    from knowledge.wire import result_json

    if args.explain:
        raise ReadingError("ask", "--explain is for one question, not for a batch")
    if args.articles is None or args.batch is None or not args.json or args.question:
        raise ReadingError("ask", "a batch takes --articles A.jsonl --batch Q.jsonl --json")
    if args.articles == args.batch == STDIN:
        raise ReadingError("ask", "only one of --articles and --batch can be standard input (-)")
    articles = list(read_articles(args.articles, sys.stdin.buffer))
    questions = list(read_questions(args.batch, sys.stdin.buffer, {a.id for a in articles}))
    with closing(Batch(articles, threshold=settings.threshold)) as batch:
        for item in _progress(iter(questions), len(questions)):
            _print_json(result_json(item.id, batch.ask(item.question)))
    return 0


def run_quotes(args: argparse.Namespace, settings: LibrarySettings, clock: Clock) -> int:
    """List quotations under their speakers."""
    from knowledge.wire import quotes_json

    for article, quotes in _each(
        args, settings, clock, lambda i: i.quotes, _kept(lambda found: found.quotes)
    ):
        if args.json:
            _print_json(quotes_json(article, quotes))
        else:
            display.quotes(article, quotes)
    return 0


def run_facts(args: argparse.Namespace, settings: LibrarySettings, clock: Clock) -> int:
    """List facts."""
    from knowledge.extraction.facts.finding import find_facts
    from knowledge.wire import facts_json

    def made(index: ArticleIndex) -> tuple[Fact, ...]:
        return find_facts(
            index.article, index.outline, index.language, cast=index.cast, quotes=index.quotes
        )

    for article, facts in _each(args, settings, clock, made, _kept(lambda found: found.facts)):
        if args.json:
            _print_json(facts_json(article, facts))
        else:
            display.facts(article, facts)
    return 0


def run_summary(args: argparse.Namespace, settings: LibrarySettings, clock: Clock) -> int:
    """Show the sentences that stand for the whole."""
    from knowledge.summary.summary import summarise
    from knowledge.wire import summary_json

    if args.sentences < 1:
        raise ReadingError("summary", "--sentences must be 1 or more")
    most, length = args.sentences, Length(args.length) if args.length else None

    def kept(library: Library, article_id: str) -> tuple[Article, Summary]:
        summary = library.summary(article_id, most, length)
        return summary.article, summary

    def made(index: ArticleIndex) -> Summary:
        return summarise(index, most, length=length)

    for _, summary in _each(args, settings, clock, made, kept):
        if args.json:
            _print_json(summary_json(summary))
        else:
            display.summary(summary)
    return 0


def run_check(args: argparse.Namespace, settings: LibrarySettings, clock: Clock) -> int:
    """Say whether words stand in an article, and how."""
    if not any(character.isalnum() for character in args.words):
        raise ReadingError("check", 'give the words: verbatim check "We stand with Ukraine"')
    if args.article is not None and _is_file(args.article):
        from knowledge.checking.checking import Subject, check
        from knowledge.extraction.facts.finding import find_facts
        from knowledge.index import ArticleIndex

        index = ArticleIndex(_read(args.article))
        facts = functools.partial(find_facts, index.article, index.outline, index.language)
        found = check(Subject(index, index.quotes, facts), args.words)
    else:
        with closing(_open(settings, clock)) as library:
            found = library.check(args.words, () if args.article is None else (args.article,))
    if args.json:
        from knowledge.wire import check_json

        _print_json(check_json(found))
    else:
        display.check(found)
    return 0


def run_read(args: argparse.Namespace, _settings: LibrarySettings, _clock: Clock) -> int:
    """Show how a file is understood."""
    from knowledge.extraction.outline import outline
    from knowledge.index import language_of
    from knowledge.wire import read_json

    article = _read(args.file)
    structure = outline(article, language_of(article))
    if args.json:
        _print_json(read_json(article, structure))
    else:
        display.understood(article, structure)
    return 0


def _each(
    args: argparse.Namespace,
    settings: LibrarySettings,
    clock: Clock,
    make: Callable[[ArticleIndex], T],
    kept: Callable[[Library, str], tuple[Article, T]],
) -> Iterator[tuple[Article, T]]:
    """Yield articles with what is asked of each: made anew for files, as kept for the store's."""
    from knowledge.index import ArticleIndex

    if args.articles is not None and args.article is not None:
        raise ReadingError("--article", "give either --article or --articles")
    if args.articles is not None or (args.article is not None and _is_file(args.article)):
        from knowledge.batch import read_articles

        given: Iterable[Article] = (
            list(read_articles(args.articles, sys.stdin.buffer))
            if args.articles is not None
            else [_read(args.article)]
        )
        for article in given:
            yield article, make(ArticleIndex(article))
        return
    with closing(_open(settings, clock)) as library:
        names = [e.id for e in library.entries()] if args.article is None else [args.article]
        for name in names:
            yield kept(library, name)


def _kept(part: Callable[[Extracts], T]) -> Callable[[Library, str], tuple[Article, T]]:
    """Return what gives an article of a library with a part of what was taken out of it."""

    def kept(library: Library, article_id: str) -> tuple[Article, T]:
        found = library.extracts(article_id)
        return found.article, part(found)

    return kept


def _open(settings: LibrarySettings, clock: Clock) -> Library:
    from knowledge.library import open_library

    return open_library(settings, clock=clock, create=False)


def _is_file(name: str) -> bool:
    """Whether `--article` names a file rather than an id."""
    return Path(name).suffix.lower() in {".txt", ".text", ".md", ".markdown"} or "/" in name


def _read(name: str) -> Article:
    from knowledge.reading.files import find_files, read_file

    files = find_files(name)
    if len(files) != 1:
        raise UnknownArticleError(name, "it is a folder; name one file in it")
    return read_file(files[0])


def _warn(problem: str) -> None:
    print(f"warning: {problem}", file=sys.stderr)


def _print_json(value: dict[str, Any]) -> None:
    from knowledge.wire import json_line

    print(json_line(value))


def _progress(items: Iterator[T], total: int) -> Iterator[T]:
    """Show a bar on standard error while items pass, if that is a terminal and there are many."""
    if total < 3 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, total=total, console=console, description="", transient=True)
