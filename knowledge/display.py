"""Results as lines for a person at a terminal."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

from knowledge.model import Answer, FactKind, Reason, Verdict
from knowledge.text.rows import extent, header_above

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from knowledge.explaining import Explanation, TermSeen
    from knowledge.model import (
        Abstention,
        Article,
        Check,
        Fact,
        Outline,
        Quotes,
        Span,
        Summary,
    )

_COLUMNS = 80
_LABEL = 12
# Related words shown of each term: the nearest ones.
_KIN = 6
_REASONS = {
    Reason.OFF_TOPIC: "the best sentence has too little of what the question is about",
    Reason.MISSING_TERM: "too unsure, and no article has a word of the question",
    Reason.WRONG_TYPE: "the best sentence has nothing of the kind that is asked for",
    Reason.LOW_CONFIDENCE: "the words are there, but it is too unsure that they answer",
    Reason.OTHER_LANGUAGE: "the question is in another language than the article",
}

_VERDICTS = {
    Verdict.EXACT: "Quoted word for word.",
    Verdict.ALTERED: "Altered: the article quotes other words.",
    Verdict.OTHER_SPEAKER: "Said by somebody else.",
    Verdict.HEADLINE_ONLY: "Headline only: the article’s text has no such quotation.",
    Verdict.IN_TEXT_NOT_QUOTED: "Not in quotation marks: these words are the article’s own text.",
    Verdict.NOT_FOUND: "Not found: no article has such words.",
}


def _line(article: Article, span: Span) -> str:
    return " ".join(span.of(article.text).split())


def _marked(article: Article, sentence: Span, answer: Span) -> str:
    """Return a sentence with the answer in bold on a terminal, between asterisks elsewhere."""
    on, off = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("**", "**")
    text = article.text
    before, after = text[sentence.start : answer.start], text[answer.end : sentence.end]
    return " ".join(f"{before}{on}{answer.of(text)}{off}{after}".split())


def result(result: Answer | Abstention) -> None:
    """Print an answer or an abstention."""
    if isinstance(result, Answer):
        best = result.hits[0]
        if result.about_bot:
            print("About this bot")
        if header := header_above(best.article, best.sentence):
            print(f"▌{_line(best.article, extent(header))}")
        print(f"▌{_marked(best.article, best.sentence, result.span)}")
        speaker = result.speaker or "the article itself"
        date = best.article.published.isoformat() if best.article.published else ""
        parts = (speaker, best.section.heading, best.article.title, date)
        print(" · ".join(part for part in parts if part))
    else:
        print("The article doesn’t say." if result.hits else "There is no article to ask.")
        if result.hits:
            print("Nearest:")
        for hit in result.hits:
            print(f"▌{_line(hit.article, hit.sentence)}")


def quotes(article: Article, quotes: Quotes) -> None:
    """Print quotations under their speakers, those of the headlines after them."""
    print(article.title)
    for found, where in ((quotes.quotes, ""), (quotes.headlines, ", in a headline only")):
        for quote in found:
            print(f"  {quote.speaker or 'Speaker not named'}{where}:")
            for span in quote.spans:
                print(f"    ▌{_line(article, span)}")


def facts(article: Article, facts: Iterable[Fact]) -> None:
    """Print facts under their kinds: what each is about, and who says so."""
    print(article.title)
    found = list(facts)
    for kind in FactKind:
        alike = dict.fromkeys(_stated(article, fact) for fact in found if fact.kind is kind)
        if alike:
            print(f"\n{kind.value.capitalize()}")
            for line in alike:
                print(f"  {line}")


def _stated(article: Article, fact: Fact) -> str:
    """Return a fact's words, with what isn't seen in them."""
    words = _line(article, fact.stated(article.text))
    if fact.kind is FactKind.PERSON:
        return f"{fact.subject}, {fact.role}" if fact.role else fact.subject
    told = isinstance(fact.value, str) and fact.value != words
    about = "" if fact.subject == words or words.endswith(f" {fact.subject}") else fact.subject
    value = fact.value if told else ""
    said = f"according to {fact.said_by}" if fact.said_by else ""
    return " · ".join(part for part in (words, str(value), about, said) if part)


def summary(summary: Summary) -> None:
    """Print a summary, under its headings if it goes by them."""
    print(summary.article.title)
    above = None
    for place, span in enumerate(summary.sentences):
        heading = summary.headings[place] if summary.headings else None
        if heading is not None and heading != above:
            print(f"  {_line(summary.article, heading)}")
        above = heading
        print(f"  ▌{_line(summary.article, span)}")


def check(found: Check) -> None:
    """Print whether words are in an article: the verdict, the article's words, what differs."""
    print(_VERDICTS[found.verdict])
    if found.article is None:
        return
    for span in found.quote.spans if found.quote else found.spans:
        print(f"▌{_line(found.article, span)}")
    heading = found.hit.section.heading if found.hit else ""
    print(" · ".join(part for part in (found.speaker, heading, found.article.title) if part))
    if any(edit.kind != "equal" for edit in found.diff):
        marks = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}
        parts = ("".join((marks[e.kind][0], e.words, marks[e.kind][1])) for e in found.diff)
        print("From your words to the article’s: " + " ".join(" ".join(parts).split()))


def understood(article: Article, outline: Outline) -> None:
    """Print how an article was read: what is known of it, its sections, their passages."""
    print(article.title)
    known = (article.author, article.published, article.language, article.url)
    print("  " + " · ".join(str(value) for value in known if value))
    for section in outline.sections:
        print(f"\n{section.heading or '(before the first heading)'}")
        for passage in outline.passages:
            if section.span.covers(passage.span):
                print(f"  ▌{_line(article, passage.span)}")


def explanation(found: Explanation, result: Answer | Abstention) -> None:
    """Print why a question was answered as it was, in at most 80 columns."""
    print("\nThe question")
    _print_all(_question(found))
    if found.passages:
        print("\nThe passages, best first; worth = weight × value")
        _print_all(_passages(found))
    print()
    if isinstance(result, Answer) and result.pinned:
        print("An editor pinned this answer to this question.")
    if isinstance(result, Answer) and "row" in result.features:
        whole = "row and a column" if result.features["cell"] else "row and no column"
        print(f"Read off a table: the question means a {whole} of it.")
    _print_all(_confidence(found))
    if not isinstance(result, Answer):
        missing = f"; missing: {', '.join(result.missing)}" if result.missing else ""
        reason = f"{result.reason.value}: {_REASONS[result.reason]}{missing}"
        _print_all(_labelled("declined", reason))


def _print_all(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _labelled(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _COLUMNS,
        initial_indent=f"  {label:<{_LABEL}}",
        subsequent_indent=" " * (_LABEL + 2),
    ) or [f"  {label}"]


def _question(found: Explanation) -> Iterator[str]:
    query = found.query
    turned = ", turned round by a negation" if query.negated else ""
    word = f"“{query.word}”: " if query.word else ""
    yield from _labelled("asks for", f"{word}{query.wants.value}{turned}")
    yield from _labelled("in", found.clause)
    if found.general:
        yield from _labelled("about", "the article as a whole")
    if found.terms:
        yield f"  {'term':<{_LABEL}}{'idf':>5}  stands for it in the articles"
    for term in found.terms:
        yield from _term(term)


def _written(words: Mapping[str, float], most: int) -> str:
    best = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:most]
    return ", ".join(w if quality >= 1 else f"{w} {quality:.2f}" for w, quality in best)


def _term(term: TermSeen) -> list[str]:
    stands = _written(term.same, _KIN) or "nothing"
    kin = f"; related: {_written(term.kin, _KIN)}" if term.kin else ""
    notes = [term.role, "" if term.asked else "context"]
    told = ", ".join(note for note in notes if note)
    label = textwrap.shorten(term.form, _LABEL - 1, placeholder="…") or term.form[: _LABEL - 1]
    return _labelled(label, f"{term.idf:5.2f}  {stands}{f' ({told})' if told else ''}{kin}")


def _passages(found: Explanation) -> Iterator[str]:
    for place, seen in enumerate(found.passages, start=1):
        article = seen.hit.article
        span = seen.hit.passage.span
        where = f"{article.id} [{span.start}, {span.end})"
        if len(where) > _COLUMNS - 14:
            where = f"…{where[-(_COLUMNS - 15) :]}"
        yield f"  {place}  {seen.hit.score:7.3f}  {where}"
        sentence = " ".join(seen.hit.sentence.of(article.text).split())
        yield f"     ▌{textwrap.shorten(sentence, _COLUMNS - 6, placeholder=' …')}"
    yield ""
    heads = "".join(f"{'value':>8} {f'{n}: worth':>9}" for n in range(1, len(found.passages) + 1))
    yield f"  {'feature':<{_LABEL}}{'weight':>8}{heads}"
    for row in zip(*(seen.parts for seen in found.passages), strict=True):
        cells = "".join(f"{part.value:8.3f} {part.worth:+9.3f}" for part in row)
        yield f"  {row[0].name:<{_LABEL}}{row[0].weight:8.3f}{cells}"
    others = "".join(f"{'':8} {seen.others:+9.3f}" for seen in found.passages)
    yield f"  {'its other sentences':<{_LABEL + 8}}{others}"
    totals = "".join(f"{'':8} {seen.hit.score:9.3f}" for seen in found.passages)
    yield f"  {'score':<{_LABEL + 8}}{totals}"


def _confidence(found: Explanation) -> Iterator[str]:
    verdict = "answered" if found.confidence >= found.threshold else "not answered"
    yield f"The confidence: {found.confidence:.3f}, {verdict} (from {found.threshold:g} on)"
    if not found.parts:
        if found.passages:
            yield "  set by judgement, not from features"
        return
    yield f"  {'feature':<16}{'weight':>8}{'value':>9}{'worth':>10}"
    for part in found.parts:
        yield f"  {part.name:<16}{part.weight:8.3f}{part.value:9.3f}{part.worth:+10.3f}"
    total = sum(part.worth for part in found.parts)
    logistic = f"1 / (1 + exp({-total:+.3f})) = {found.confidence:.3f}"
    yield f"  {'together':<16}{'':17}{total:+10.3f}  {logistic}"
