"""Questions about the bot itself: "who made you", "do you store my messages".

Only a clause that says this and nothing else is one, and only of "you" or "this bot": "who
owns the company?" and "how does it work?" stay questions to the article. `python -m
tests.eval.about_bot DATA` counts how many questions about articles are taken for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.chat.chat_words import Rule, worded
from knowledge.chat.messages import Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

_YOU: Final = "@you"
"""What stands in a clause for "you", "your" and "this bot", in any of the languages."""
_MOST_WORDS: Final = 12
_PRONOUNS: Final = worded(
    """
    you u ya your ur yours yourself youre
    du dich dir dein deine deinen deinem deiner deines bistdu
    ти тебе тобі тобою твій твоя твоє твої твоїх твого ви вас вам вами ваш ваша ваше ваші ваших
    """
)
_THIS: Final = worded(
    """
    this your diese dieser diesen diesem dieses dies dein deinen
    цей цього цьому цим твій ваш
    """
)
_BOT: Final = worded("bot bots chatbot chatbots bota бот бота боту ботом боті чатбот чатбота")

# What may stand in such a question without adding to it.
_FILLERS: Final = worded(
    """
    right a an the so and but then well hey hi hello ok okay please pls plz btw lol tell me can
    could would will i know just now here really actually exactly even also is are am was were be
    been being do does did has have
    ein eine einem einen einer der die das den dem und aber bitte denn eigentlich mal sag mir ist
    bist sind war hat hast haben wird werden es
    а але і й та же ж будь ласка скажи мені взагалі власне є це чи був була
    """
)
_WHO: Final = "who whos whom whose wer wem wen wessen хто кого кому чий чия ким"
_WHICH: Final = (
    "which what whats wich welche welcher welches welchem welchen яка який яке якої якого якій"
)
_HOUSE: Final = """
    newsroom newsrooms newspaper paper outlet channel company publisher organisation organization
    magazine broadcaster media site redaktion zeitung zeitungsverlag verlag kanal firma medium
    medienhaus
    редакція редакції редакцією газета газети видання канал каналу компанія компанії медіа
"""
_RUNS: Final = """
    own owns owned owner owners run runs running ran operate operates operated operator operators
    control controls controlled behind responsible manage manages managed host hosts hosted pay
    pays paid fund funds funded finance finances financed sponsor sponsors belong belongs charge
    betreibt betreiber besitzt besitzer inhaber gehört gehörst gehörs steckt dahinter verantwortlich
    verantwortet finanziert bezahlt
    володіє керує належить належиш належите власник власники власником стоїть відповідає фінансує
    платить утримує запускає
"""
_MADE: Final = """
    made make makes maker makers created create creates creator creators built build builds builder
    developed develops developer developers programmed programmer programmers coded coder designed
    designer wrote writes written wrtie trained invented inventor
    gemacht gebaut entwickelt entwickler programmiert programmierer erstellt erschaffen erfunden
    geschrieben schöpfer
    створив створила створили зробив зробила зробили розробив розробила розробили написав написала
    запрограмував придумав вигадав винайшов розробник розробники творець автор
"""
_MACHINE: Final = """
    human humans person people bot robot machine ai chatgpt gpt llm program computer chatbot real
    intelligence gemini claude openai software
    mensch menschen person bot roboter maschine ki programm computer echt echter künstliche
    intelligenz
    людина людиною людиною бот ботом робот роботом машина машиною ші програма програмою справжня
    справжній жива живий штучний інтелект інтелектом
"""
_HEARD: Final = """
    message messages msg msgs question questions chat chats data conversation conversations text
    texts history information info
    nachricht nachrichten frage fragen chat chats daten verlauf eingaben
    повідомлення запитання питання дані даних переписку листування чат
"""
_KEEPS: Final = """
    store stores stored storing save saves saved saving keep keeps kept record records recorded log
    logs logged remember remembers collect collects collected track tracks share shares shared sell
    sells read reads see sees happens happen forward use uses used
    speicherst speichert gespeichert speichern behältst sammelst sammelt gesammelt merkst
    protokollierst protokolliert aufgezeichnet liest lesen sehen sieht mitlesen passiert geschieht
    verkaufst teilst weitergegeben aufbewahrt
    зберігаєш зберігаєте зберігає зберігаються збираєш збираєте записуєш записуєте читаєш читаєте
    читає бачить бачиш прочитати побачити продаєш передаєш памятаєш станеться відбувається
"""
_MINE: Final = """
    my mine me meine meinen meiner mein mich mir мої моїх мене мною моїми
"""


def _rule(topic: Topic, *needs: str, also: str = "", unless: str = "") -> Rule:
    return Rule(topic.value, tuple(map(worded, needs)), worded(also), worded(unless))


# What only leads to the question: its "you" doesn't make it one about the bot.
_LEADING: Final = tuple(
    tuple(line.split())
    for line in """
    do you know; do u know; did you know; can you tell me; could you tell me; can u tell me; would
    you tell me; can you say; do you think; weißt du; weisst du; kannst du mir sagen; kannst du
    sagen; kannst du mir erklären; can you explain; ти знаєш; чи ти знаєш; чи знаєш ти; ви знаєте;
    можеш сказати; ти можеш сказати
    """.split(";")
)

# In this order: the first that fits decides.
_RULES: Final = (
    # "Which newsroom is this?" has no "you": nothing but a bot is asked that.
    _rule(
        Topic.NEWSROOM,
        _WHICH,
        "newsroom newsrooms redaktion редакція редакції",
        f"this das dies hier це {_YOU}",
        also=f"{_RUNS} {_MADE} from of by for to work works your with von aus für du від з",
    ),
    _rule(
        Topic.NEWSROOM,
        f"{_WHICH} {_WHO}",
        _HOUSE,
        _YOU,
        also=f"{_RUNS} {_MADE} from of by for to work works with von aus für від з на",
    ),
    _rule(
        Topic.NEWSROOM,
        f"{_WHO} {_WHICH}",
        f"{_RUNS}",
        _YOU,
        also="by of for in to the hinter für steht за від company person people",
    ),
    _rule(Topic.NEWSROOM, "whose wessen чий", f"{_YOU} this das це", "bot бот chatbot"),
    _rule(Topic.NEWSROOM, "whose wessen чий", _YOU),
    _rule(Topic.NEWSROOM, _WHO, "work works arbeitest працюєш", _YOU, also="for to für на"),
    _rule(
        Topic.MAKER,
        f"{_WHO} {_WHICH}",
        _MADE,
        _YOU,
        also="by of from company von wurdest програмі",
        unless="up",
    ),
    _rule(Topic.MAKER, "open code", "source", _YOU, also="where wheres software can see find"),
    _rule(
        Topic.MACHINE,
        _MACHINE,
        _YOU,
        "are r am is bist ти ви sind це @you",
        also=f"or oder чи to with an run on based powered by using use some sort kind of {_WHICH}",
        unless="not name named called built made who what whats",
    ),
    # To "sie" alone "they" may be meant; they are not "a human", though.
    _rule(Topic.MACHINE, "sind", "sie", "ein eine", _MACHINE, also="oder etwa nur künstliche"),
    _rule(
        Topic.MACHINE,
        "talking speaking chatting texting writing talk speak chat "
        "rede spreche schreibe chatte говорю розмовляю спілкуюся спілкуюсь пишу",
        _MACHINE,
        "i ich я з am",
        also="to with mit gerade or oder я з чи to an",
    ),
    _rule(
        Topic.MACHINE,
        "bot chatbot chatgpt gpt ai llm human person ki mensch бот ші людина інтелект",
        "this das це",
        "is ist це",
        also="real echte echter artificial intelligence штучний or not oder чи just only",
        unless="it",
    ),
    _rule(
        Topic.MACHINE,
        "human person somebody someone anybody anyone mensch jemand",
        "there here hier",
        "is are ist",
        also="real echter real any",
    ),
    _rule(
        Topic.MACHINE,
        "ai chatgpt gpt llm ki openai ші інтелект",
        "use uses using used nutzt benutzt verwendest використовуєш використовуєте",
        _YOU,
        also="artificial intelligence künstliche intelligenz штучний",
    ),
    _rule(
        Topic.MACHINE,
        "ai chatgpt gpt llm ki ші",
        "answer answers reply replies antworten відповіді",
        f"these those {_YOU}",
        also="generated generate generates written write writes wrote made created by come from "
        "geschrieben generiert von schreibt пише написані from",
    ),
    _rule(
        Topic.WORKING,
        "how hows wie як",
        "work works working function functions funktionierst funktioniert arbeitest працюєш "
        "працюєте працює",
        _YOU,
        also="thing stuff",
    ),
    _rule(
        Topic.WORKING,
        "how wie woher як звідки where",
        "find finds know knows choose pick answer answers get come weißt weisst findest kommen "
        "знаєш знаєте знаходиш знаходите береш берете",
        _YOU,
        also="answers answer information info this that these things everything stuff from "
        "questions antworten informationen das відповіді інформацію це все",
    ),
    _rule(
        Topic.WORKING,
        "make making made invent",
        "up",
        _YOU,
        also="things thing stuff this that it answers answer these quotes everything all",
    ),
    _rule(
        Topic.WORKING,
        "hallucinate hallucinating lie lying reliable accurate trustworthy trust halluzinierst "
        "lügst zuverlässig vertrauen vergiss вигадуєш брешеш",
        _YOU,
        also="ever to things kann ich wie how much i should why answers",
        unless="who whom",
    ),
    _rule(
        Topic.STORAGE,
        _KEEPS,
        _HEARD,
        f"{_MINE} {_YOU}",
        also="who what which how long much many of with about to for the other others people all "
        f"any anyone anybody someone else personal shall will newsroom readers ever "
        f"everything user i ask write send "
        "sie ihnen wer was wie lange kann können mit über andere alle jemand welche redaktion "
        f"хто хтось що як довго може можуть про з які усі інші редакція {_MINE}",
        unless="article story when where",
    ),
    _rule(
        Topic.STORAGE,
        "know store save keep have collect remember track spy watch record weißt weisst speicherst "
        "sammelst merkst знаєш зберігаєш збираєш памятаєш знаєте зберігаєте",
        "me mich mir мене",
        _YOU,
        also="about on what how much von über was wie viel dir про що",
        unless="tell why when where",
    ),
    _rule(
        Topic.STORAGE,
        "store save keep record remember log speicherst merkst зберігаєш",
        "i ich я",
        _YOU,
        "write type ask say send schreibe frage sage пишу питаю",
        also="what everything all was alles dir що все",
    ),
    _rule(
        Topic.STORAGE,
        "private anonymous confidential encrypted secret anonym vertraulich verschlüsselt privat "
        "анонімно анонімні конфіденційно конфіденційні",
        "is are am ist sind bin чи мої",
        f"{_MINE} i ich я this dieser",
        "chat conversation messages questions message question data am bin nachrichten fragen "
        "повідомлення я",
        also="with mit here hier",
        unless="article story",
    ),
    _rule(Topic.WHO, "who what", "are r", _YOU, also="exactly supposed to"),
    _rule(Topic.WHO, "what whats", "is whats", _YOU, also="for"),
    _rule(Topic.WHO, "wer was", "bist ist", _YOU),
    _rule(Topic.WHO, "хто що", _YOU, also="таке такий така такі"),
    _rule(
        Topic.WHO,
        "name called call heißt heisst heißen звати звуть зовуть",
        _YOU,
        also=f"{_WHICH} {_WHO} wie як how should",
    ),
    _rule(
        Topic.WHO,
        f"{_WHO} {_WHICH}",
        "talking speaking chatting rede spreche schreibe говорю розмовляю",
        "i ich я",
        also="to with mit з",
    ),
    _rule(Topic.WHO, "introduce vorstellen stell представся", f"yourself {_YOU}", also="vor dich"),
    _rule(
        Topic.WHO,
        f"{_WHICH} was wofür wozu що навіщо для",
        "do does for macht kann da ist робить робиш потрібен",
        _YOU,
        also="gut чого",
        unless="can kannst could вмієш",
    ),
)
_TRIGGERS: Final = frozenset().union(*(rule.needs[0] for rule in _RULES))


def topic_of(forms: Sequence[str]) -> Topic | None:
    """Return what a clause asks of the bot itself, None where it asks nothing of it.

    `forms` are its words, case-folded and without apostrophes. Takes time linear in them.
    """
    if not 1 < len(forms) <= _MOST_WORDS:
        return None
    led = next((len(words) for words in _LEADING if tuple(forms[: len(words)]) == words), 0)
    said = frozenset(_addressed(forms[led:]))
    if said.isdisjoint(_TRIGGERS):
        return None
    for rule in _RULES:
        if rule.fits(said, _FILLERS):
            return Topic(rule.label)
    return None


def _addressed(forms: Sequence[str]) -> list[str]:
    """Return the words with "@you" for each "you" and each "this bot"."""
    found: list[str] = []
    skip = False
    for at, form in enumerate(forms):
        following = forms[at + 1] if at + 1 < len(forms) else ""
        if skip:
            skip = False
        elif form in _THIS and following in _BOT:
            found.append(_YOU)
            skip = True
        else:
            found.append(_YOU if form in _PRONOUNS else form)
    return found
