"""What a question asks for in other languages than English.

One table a language: question words (one to three forms) with the kind of answer they
want, and beginnings of nouns that name a kind after "which" and "how many". Written
down for this project from general knowledge of each language; English, where context,
relative clauses and word order are weighed as well, is in `knowledge.questions.asking`.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.model import Span
from knowledge.questions.asking import Asking
from knowledge.questions.extents import extent_in
from knowledge.questions.wants import Wants
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.text.tokens import Tokens

# Kind: phrases, parted by commas. "which" stands for the words that take a noun.
_WORDS = {
    "de": """
        who: wer, wem, wen, wessen; date: wann, seit wann, bis wann; place: wo, woher, wohin
        reason: warum, weshalb, wieso, wozu, weswegen, aus welchem grund
        manner: wie, wodurch, womit
        quantity: wie viel, wie viele, wieviel, wieviele, wie hoch, wie groß, wie stark, wie weit
        quantity: wie tief, wie breit, wie schnell, wie kalt, wie warm, wie heiß, wie dick
        money: wie teuer, was kostet, was kosten, was kostete, was kosteten
        age: wie alt; duration: wie lange, wie lang; frequency: wie oft
        which: welche, welcher, welches, welchen, welchem, was für, wie heißt, wie heißen, wie hieß
        event: was geschah, was passierte, was ist passiert, was ist geschehen; anything: was
    """,
    "es": """
        who: quién, quien, quiénes, quienes, a quién; date: cuándo, cuando, desde cuándo
        place: dónde, donde, adónde, de dónde; reason: por qué, para qué; manner: cómo, como
        quantity: cuánto, cuánta, cuántos, cuántas, cuanto, cuanta, cuantos, cuantas
        money: cuánto cuesta, cuánto costó, cuánto costará; duration: cuánto tiempo, cuánto dura
        frequency: cada cuánto; age: cuántos años tiene, qué edad
        which: cuál, cuáles, cual, cuales, qué, que
        event: qué pasó, qué ocurrió, qué sucedió, que paso; anything: qué es, qué hizo
    """,
    "fr": """
        who: qui, à qui, de qui; date: quand, depuis quand; place: où, d'où
        reason: pourquoi; manner: comment; quantity: combien; money: combien coûte
        duration: combien de temps; frequency: combien de fois; age: quel âge
        which: quel, quelle, quels, quelles, lequel, laquelle
        event: que s'est il passé, qu'est ce qui s'est passé; anything: que, quoi, qu'est ce
    """,
    "it": """
        who: chi, di chi; date: quando, da quando, quand'è; place: dove, dov'è, da dove
        reason: perché, perchè, come mai; manner: come, com'è
        quantity: quanto, quanta, quanti, quante; money: quanto costa, quanto è costato
        duration: quanto tempo, quanto dura, da quanto; frequency: ogni quanto
        age: quanti anni ha; which: quale, quali, qual, che
        event: cosa è successo, che cosa è successo; anything: cosa, che cosa
    """,
    "pt": """
        who: quem, de quem; date: quando, desde quando; place: onde, aonde, de onde
        reason: por que, porque, porquê, por quê; manner: como
        quantity: quanto, quanta, quantos, quantas; money: quanto custa, quanto custou
        duration: quanto tempo, quanto dura; age: quantos anos tem, que idade
        which: qual, quais, que; event: o que aconteceu, que aconteceu; anything: o que, o quê
    """,
    "nl": """
        who: wie, wiens; date: wanneer, sinds wanneer; place: waar, waarheen, waarvandaan
        reason: waarom, waardoor; manner: hoe
        quantity: hoeveel, hoe hoog, hoe groot, hoe ver; money: hoe duur
        duration: hoe lang, hoelang; frequency: hoe vaak; age: hoe oud
        which: welke, welk; event: wat gebeurde, wat is er gebeurd; anything: wat
    """,
    "pl": """
        who: kto, kogo, komu, kim, czyj, czyja, czyje; date: kiedy, od kiedy
        place: gdzie, skąd, dokąd; reason: dlaczego, czemu, po co; manner: jak
        quantity: ile, ilu, jak duży, jak wysoki; money: ile kosztuje, ile kosztował
        duration: jak długo; frequency: jak często; age: ile lat ma
        which: który, która, które, którzy, którym, której, jaki, jaka, jakie, jakim, jakiej
        event: co się stało; anything: co, czego, czym; yes_no: czy
    """,
    "ru": """
        who: кто, кого, кому, кем, чей, чья, чьё, чьи; date: когда, с каких пор
        place: где, куда, откуда; reason: почему, зачем, из за чего; manner: как, каким образом
        quantity: сколько, насколько; money: сколько стоит, сколько стоил, сколько стоила, почём
        duration: как долго, сколько времени; frequency: как часто; age: сколько лет
        which: какой, какая, какое, какие, каком, какую, каких, какого, который, которая
        event: что случилось, что произошло; anything: что, чего, чем, чему
    """,
    "uk": """
        who: хто, кого, кому, ким, чий, чия, чиє, чиї; date: коли, відколи
        place: де, куди, звідки; reason: чому, навіщо, через що; manner: як, яким чином
        quantity: скільки, наскільки; money: скільки коштує, скільки коштував, скільки коштувала
        duration: як довго, скільки часу, скільки тривало, скільки тривала, скільки тривав
        duration: скільки триває, скільки триватиме; frequency: як часто; age: скільки років
        which: який, яка, яке, які, якому, якій, яку, яких, якого, якої, котрий, котра
        event: що сталося, що трапилося, що відбулося; anything: що, чого, чим; yes_no: чи
    """,
    "tr": """
        who: kim, kime, kimi, kimin, kimler, kimdir; date: ne zaman, ne zamandan
        place: nerede, nereye, nereden, neresi, nerededir; reason: neden, niçin, niye
        manner: nasıl; quantity: kaç, ne kadar; money: kaç para, kaça
        duration: ne kadar sürdü, kaç saat, kaç gün; frequency: ne sıklıkla; age: kaç yaşında
        which: hangi, hangisi; event: ne oldu; anything: ne, neyi, nedir
    """,
    "sv": """
        who: vem, vems, vilka; date: när; place: var, vart, varifrån; reason: varför; manner: hur
        quantity: hur många, hur mycket, hur stor, hur hög; duration: hur länge; age: hur gammal
        which: vilken, vilket; event: vad hände; anything: vad
    """,
    "da": """
        who: hvem, hvis; date: hvornår; place: hvor, hvorfra, hvorhen; reason: hvorfor
        manner: hvordan; quantity: hvor mange, hvor meget, hvor stor; duration: hvor længe
        age: hvor gammel; which: hvilken, hvilket, hvilke; event: hvad skete der; anything: hvad
    """,
    "no": """
        who: hvem; date: når; place: hvor; reason: hvorfor; manner: hvordan
        quantity: hvor mange, hvor mye, hvor stor; duration: hvor lenge; age: hvor gammel
        which: hvilken, hvilket, hvilke; event: hva skjedde; anything: hva
    """,
    "cs": """
        who: kdo, koho, komu, kým, čí; date: kdy; place: kde, kam, odkud; reason: proč; manner: jak
        quantity: kolik; duration: jak dlouho; frequency: jak často; age: kolik let
        which: který, která, které, jaký, jaká, jaké; event: co se stalo; anything: co, čeho
    """,
    "ro": """
        who: cine, cui; date: când; place: unde; reason: de ce; manner: cum
        quantity: cât, câtă, câți, câte; duration: cât timp; which: care, ce
        event: ce s a întâmplat
    """,
    "hu": """
        who: ki, kik, kit, kinek; date: mikor; place: hol, hova, honnan; reason: miért
        manner: hogyan; quantity: hány, mennyi; duration: meddig; which: melyik, milyen
        event: mi történt; anything: mi, mit
    """,
    "fi": """
        who: kuka, ketkä, kenen, kenelle; date: milloin, koska; place: missä, mistä, mihin
        reason: miksi; manner: miten, kuinka; quantity: kuinka monta, montako, kuinka paljon
        duration: kuinka kauan; which: mikä, minkä, millainen; anything: mitä
    """,
    "el": """
        who: ποιος, ποια, ποιοι; date: πότε; place: πού; reason: γιατί; manner: πώς
        quantity: πόσο, πόσα, πόσοι, πόσες; which: ποιο, ποιες; anything: τι
    """,
    "ja": "who: 誰, だ れ; date: い つ; place: ど こ; reason: な ぜ; manner: ど う; anything: 何",
    "zh": """
        who: 谁, 誰; date: 何 时, 什 么 时 候; place: 哪 里, 哪 儿; reason: 为 什 么, 为 何
        manner: 怎 么, 如 何; quantity: 多 少, 几; which: 哪; anything: 什 么
    """,
}  # fmt: skip

# Kind: how nouns of it begin, by language.
_NOUNS = {
    "de": """
        date: jahr tag monat datum uhr jahrhundert; place: land stadt ort region staat
        money: euro dollar geld; percent: prozent anteil
        who: minister präsident politiker mensch person
    """,
    "es": """
        date: año día mes fecha hora siglo; place: país ciudad lugar región
        money: euro dólar dinero; percent: porcentaje por; who: ministr president persona
    """,
    "fr": """
        date: année jour mois date heure siècle; place: pays ville lieu région
        money: euro dollar argent; percent: pourcentage pour; who: ministre président personne
    """,
    "it": """
        date: anno giorno mese data ora secolo; place: paese città luogo regione
        money: euro dollar denaro sold; percent: percentuale; who: ministr president person
    """,
    "pt": """
        date: ano dia mês data hora século; place: país cidade lugar região
        money: euro dólar dinheiro; percent: percentagem porcentagem
        who: ministr president pessoa
    """,
    "nl": """
        date: jaar dag maand datum uur eeuw; place: land stad plaats regio
        money: euro dollar geld; percent: procent percentage; who: minister president persoon
    """,
    "pl": """
        date: rok dzień dniu miesiąc dat godzin wiek; place: kraj miast miejsc region
        money: euro złot dolar pieni; percent: procent; who: minist prezydent osob
    """,
    "ru": """
        date: год дата дн день месяц час век; place: стран город мест регион
        money: руб доллар евро деньг денег; percent: процент доля
        who: министр президент человек
    """,
    "uk": """
        date: рік роц рок дат день дня місяц годин століт; place: країн міст місц регіон
        money: грив долар євро грош; percent: відсот частк; who: міністр президент людин
    """,
    "tr": """
        date: yıl gün ay tarih saat yüzyıl; place: ülke şehir kent yer bölge
        money: lira dolar euro avro para; percent: yüzde oran; who: bakan başkan kişi
    """,
}  # fmt: skip

NEGATIONS_ELSEWHERE = frozenset(
    """
    nicht kein keine keinen keinem keiner nie niemals niemand nichts no nunca nadie ninguno ninguna
    ne pas jamais personne non mai nessuno não ninguém niet geen nooit niemand nie nikt nigdy
    не ни нет нельзя никто ничего никогда ні немає ніхто нічого ніколи değil hiç asla inte aldrig
    ikke aldri
    """.split()
)
"""What turns a sentence round in these languages, where a word does."""

_KINDS = {"who": Wants.PERSON, "which": Wants.NAME} | {wants.value: wants for wants in Wants}
_LONGEST = 5
# "Hat er gestanden?"
_WHETHER = frozenset(
    """
    hat haben hatte hatten ist sind war waren wird werden wurde wurden gibt gab kann können konnte
    muss müssen darf dürfen soll sollen
    """.split()
)
# "Was hat der Einsatz gekostet?"
_COSTS = frozenset("gekostet kosten kostet kostete коштує коштував coûté costato".split())


@functools.cache
def _words(language: str) -> Mapping[tuple[str, ...], str]:
    """Return a language's question phrases, each with its kind."""
    found = {}
    for part in _WORDS.get(language, "").replace("\n", ";").split(";"):
        kind, _, phrases = part.partition(":")
        for phrase in phrases.split(",") if phrases else ():
            # Forms are case-folded, which makes "ss" of "ß".
            found[tuple(phrase.casefold().split())] = kind.strip()
    return found


@functools.cache
def _nouns(language: str) -> tuple[tuple[str, str], ...]:
    """Return the beginnings of nouns, each with its kind, the longest first."""
    found = []
    for part in _NOUNS.get(language, "").replace("\n", ";").split(";"):
        kind, _, nouns = part.partition(":")
        found += [(noun, kind.strip()) for noun in nouns.split()]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def _phrase(forms: Sequence[str], at: int, words: Mapping[tuple[str, ...], str]) -> int:
    """Return how many forms from here are the longest question phrase, 0 for none."""
    longest = min(_LONGEST, len(forms) - at)
    return next((n for n in range(longest, 0, -1) if tuple(forms[at : at + n]) in words), 0)


def phrase_at(language: str, forms: Sequence[str], at: int) -> set[int]:
    """Return the places of the forms that ask together with the one at `at`: "wie *hoch*"."""
    return set(range(at + 1, at + _phrase(forms, at, _words(language)))) if at >= 0 else set()


def find_asking_in(language: str, text: str, tokens: Tokens, forms: Sequence[str]) -> Asking:
    """Find what a question in one of these languages asks for.

    The sentence that asks is the last one with a question mark, else the last with a
    question word, else all; in it the first question word that opens it or a clause,
    else the first one, asks. Without one, what is wanted is `Wants.ANYTHING`.
    """
    words = _words(language)
    pieces = []
    for place in sentences(text, Span(0, len(text)), language):
        inside = bisect_left(tokens.starts, place.start), bisect_left(tokens.starts, place.end)
        if inside[0] < inside[1]:
            asked = not {"?", "？", "؟"}.isdisjoint(place.of(text))
            pieces.append((*inside, asked))
    found = [
        (first, last, at, length, asked)
        for first, last, asked in pieces
        for at in range(first, last)
        if (length := _phrase(forms[:last], at, words))
    ]
    marked = [piece for piece in found if piece[4]] or found
    if not marked:
        first, last = next(((f, e) for f, e, a in reversed(pieces) if a), (0, len(forms)))
        whether = language == "de" and forms[first : first + 1] and forms[first] in _WHETHER
        return Asking(first, last, Wants.YES_NO if whether else Wants.ANYTHING)
    final = [piece for piece in marked if piece[0] == marked[-1][0]]
    first, last, at, length, _ = min(final, key=lambda piece: _rank(text, tokens, piece))
    kind = words[tuple(forms[at : at + length])]
    wants, focus = _KINDS[kind], -1
    if kind == "anything" and not _COSTS.isdisjoint(forms[at:last]):
        wants = Wants.MONEY
    if kind in {"which", "quantity", "manner"}:
        wants, focus = _of_noun(language, wants, forms, at + length, last)
    measure = extent_in(language, list(forms[at + 1 : last]))
    wants = Wants.QUANTITY if measure else wants
    return Asking(first, last, wants, at, focus, measure)


def _rank(text: str, tokens: Tokens, piece: tuple[int, int, int, int, bool]) -> tuple[int, int]:
    """Put first the word that opens the sentence or follows a comma, then the others in order."""
    first, _, at, _, _ = piece
    between = text[tokens.ends[at - 1] : tokens.starts[at]] if at > first else ""
    return (0 if at - first <= 1 else 1 if "," in between else 2), at


def _of_noun(
    language: str, wants: Wants, forms: Sequence[str], start: int, last: int
) -> tuple[Wants, int]:
    """Return what "which city" or "how many per cent" asks for, and the place of its noun."""
    little = function_words(language)
    if wants is Wants.QUANTITY and start < last and forms[start] in little:
        return wants, -1  # "wie hoch ist der Haushalt": nothing is counted
    focus = next((i for i in range(start, min(start + 3, last)) if forms[i] not in little), -1)
    if focus < 0:
        return wants, -1
    for beginning, kind in _nouns(language):
        if forms[focus].startswith(beginning):
            if wants is Wants.MANNER or (wants is Wants.QUANTITY and kind in {"who", "place"}):
                return wants, focus if wants is Wants.QUANTITY else -1
            return (wants if wants is Wants.QUANTITY and kind == "date" else _KINDS[kind]), focus
    return wants, focus if wants is not Wants.MANNER else -1
