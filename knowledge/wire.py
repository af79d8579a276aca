"""The JSON that the command line prints: a public interface, so every key is named here once.

Offsets are code points of the article's text, half-open.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from knowledge.model import Answer, Hit, Quote, Span
from knowledge.text.rows import extent, header_above

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.explaining import Explanation, Part
    from knowledge.model import Abstention, Article, Check, Fact, Outline, Quotes, Summary

# What JSON may hold as it is, and `str.splitlines` takes for the end of a line.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_line(value: dict[str, Any]) -> str:
    """Return a value as one line of JSON, whatever the reader takes for the end of a line."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS)


def span_json(text: str, span: Span) -> dict[str, Any]:
    """Return a span with its words."""
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "article": hit.article.id,
        "section": hit.section.heading,
        **span_json(hit.article.text, hit.passage.span),
        "score": hit.score,
    }


def result_json(question_id: str, result: Answer | Abstention) -> dict[str, Any]:
    """Return one line of `ask --json`; "header" only where the sentence is a table's row."""
    answer = result if isinstance(result, Answer) else None
    declined = None if isinstance(result, Answer) else result
    text = result.hits[0].article.text if result.hits else ""
    line: dict[str, Any] = {
        "id": question_id,
        "answered": answer is not None,
        "confidence": result.confidence,
        "reason": declined.reason.value if declined else None,
        "missing": list(declined.missing) if declined else [],
        "answer": span_json(text, answer.span) if answer else None,
        "sentence": span_json(text, result.hits[0].sentence) if result.hits else None,
        "passages": [_hit_json(hit) for hit in result.hits],
    }
    if result.hits and (header := header_above(result.hits[0].article, result.hits[0].sentence)):
        line["header"] = span_json(text, extent(header))
    return line


def _parts_json(parts: Iterable[Part]) -> dict[str, Any]:
    return {
        part.name: {"value": part.value, "weight": part.weight, "worth": part.worth}
        for part in parts
    }


def explanation_json(found: Explanation) -> dict[str, Any]:
    """Return what `ask --json --explain` adds."""
    query = found.query
    return {
        "wants": query.wants.value,
        "word": query.word or None,
        "clause": found.clause,
        "negated": query.negated,
        "general": found.general,
        "terms": [
            {
                "form": term.form,
                "idf": term.idf,
                "role": term.role or None,
                "asked": term.asked,
                "same": dict(term.same),
                "kin": dict(term.kin),
            }
            for term in found.terms
        ],
        "passages": [
            {
                **_hit_json(seen.hit),
                "features": _parts_json(seen.parts),
                "other_sentences": seen.others,
            }
            for seen in found.passages
        ],
        "confidence": {
            "value": found.confidence,
            "threshold": found.threshold,
            "features": _parts_json(found.parts),
        },
    }


def _quote_json(text: str, quote: Quote) -> dict[str, Any]:
    mention = quote.speaker_span
    return {
        "text": quote.text(text),
        "spans": [[span.start, span.end] for span in quote.spans],
        "speaker": quote.speaker or None,
        "speaker_start": mention.start if mention else None,
        "speaker_end": mention.end if mention else None,
        "cue": quote.cue or None,
    }


def quotes_json(article: Article, quotes: Quotes) -> dict[str, Any]:
    """Return one line of `quotes --json`."""
    return {
        "id": article.id,
        "quotes": [_quote_json(article.text, quote) for quote in quotes.quotes],
        "fragments": [_quote_json(article.text, quote) for quote in quotes.fragments],
        "headlines": [_quote_json(article.text, quote) for quote in quotes.headlines],
    }


def facts_json(article: Article, facts: Iterable[Fact]) -> dict[str, Any]:
    """Return one line of `facts --json`."""
    return {
        "id": article.id,
        "facts": [
            {
                "kind": fact.kind.value,
                "text": fact.span.of(article.text),
                "start": fact.span.start,
                "end": fact.span.end,
                "value": list(fact.value) if isinstance(fact.value, tuple) else fact.value,
                "unit": fact.unit or None,
                "subject": fact.subject or None,
                "subject_start": fact.subject_span.start if fact.subject_span else None,
                "subject_end": fact.subject_span.end if fact.subject_span else None,
                "bound": fact.bound.value or None,
                "said_by": fact.said_by or None,
                "role": fact.role or None,
                "sentence": span_json(article.text, fact.sentence),
            }
            for fact in facts
        ],
    }


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return one line of `summary --json`."""
    text = summary.article.text
    return {
        "id": summary.article.id,
        "sentences": [
            {"text": span.of(text), "start": span.start, "end": span.end}
            for span in summary.sentences
        ],
    }


def check_json(check: Check) -> dict[str, Any]:
    """Return the line of `check --json`."""
    passage = None
    if check.article is not None and check.place is not None:
        passage = {
            "article": check.article.id,
            "section": check.hit.section.heading if check.hit else "",
            **span_json(check.article.text, check.place),
            "score": check.score,
        }
    return {
        "verdict": check.verdict.value,
        "passage": passage,
        "speaker": check.speaker or None,
        "diff": [[edit.kind, edit.words] for edit in check.diff],
    }


def read_json(article: Article, outline: Outline) -> dict[str, Any]:
    """Return the line of `read --json`."""
    return {
        "title": article.title,
        "author": article.author or None,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url or None,
        "language": article.language or None,
        "text": article.text,
        "sections": [
            {"heading": s.heading, "start": s.span.start, "end": s.span.end}
            for s in outline.sections
        ],
    }
