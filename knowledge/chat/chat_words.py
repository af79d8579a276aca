"""How people talk to a bot: closed lists of words, and rules made of them.

Written down for this project from general knowledge of chats. Every word here is as
`interpreting` compares it: case-folded, without apostrophes.
"""

from __future__ import annotations

from dataclasses import dataclass


def worded(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())


# A question word makes a clause a question in any of these languages. German "was" is not
# among them: in English it is no question word, and opens a question all the same.
QUESTION_WORDS = worded(
    """
    what whats who whos whom whose when whens where wheres why whys which how hows
    wat wht wen whn wher wich hw
    wer wann wo warum wieso weshalb wie wieviel welche welcher welches welchen wem wen wessen
    wohin woher wozu
    qué quién quiénes cuándo cuánto cuánta cuántos cuántas cuanto cuantos dónde donde cómo cuál
    cuáles
    qui quand où pourquoi comment combien quel quelle quels quelles quoi quest
    хто що коли де чому як скільки який яка яке які чий куди звідки навіщо чи кому
    кто что когда где почему как сколько какой какая какое какие чей куда откуда зачем
    kim ne neden niçin niye nerede nereye nasıl kaç hangi kimin
    """
)
# What opens a question without one: "did they …", "is it …".
AUXILIARIES = worded(
    """
    is are was were am do does did has have had can could will would shall should may might must
    isnt arent wasnt werent dont doesnt didnt hasnt havent cant couldnt wont wouldnt shouldnt dose
    """
)
# What an auxiliary must be followed by for a question to begin there in the middle of a message.
SUBJECTS = worded(
    """
    i you u he she it they we the a an this that these those there any anyone anybody everyone
    someone his her their its my our your
    """
)
CONNECTORS = worded("and n also plus then und y et і й та и ve")
# After these a question word continues the clause: "tell me who", "about how many".
EMBEDDING = worded(
    """
    know knows knew say says said tell tells told me see show shows explain explains learn learned
    find out ask asks asked understand decide wonder remember exactly and or n but about of by in
    on at to for from with than that until till since
    """
)
PREPOSITIONS = worded("by in on at to for from with since until of about mit von con de por à")

GREETINGS = worded(
    """
    hi hello hey hiya hallo hola bonjour salut привіт вітаю привет здравствуйте merhaba selam ciao
    howdy greetings servus moin
    """
)
# Greetings of two words, and "yo", which is one only if nothing follows.
GREETING_PAIRS = frozenset(
    (first, second)
    for line in (
        "good morning/afternoon/evening/day",
        "guten tag/morgen/abend",
        "добрий день/ранок/вечір",
        "добрый день/вечер",
        "buenos días/dias",
        "iyi günler/akşamlar",
    )
    for first, _, seconds in [line.partition(" ")]
    for second in seconds.split("/")
)
AFTER_GREETING = worded("there bot all everyone everybody folks guys again yo verbatim")

THANKS = worded(
    """
    thanks thank thankyou thanx thx thnx tnx ty tysm cheers appreciated appreciate merci danke
    gracias дякую спасибі спасибо teşekkürler teşekkür sağol grazie obrigado
    """
)
AROUND_THANKS = worded(
    """
    you u ur so much very a lot many the for help info information answer answers bot man mate
    helpful that this was is great perfect ok okay cool nice really kind your quick it i beaucoup
    schön sehr vielen большое дуже muchas ederim anyway again all everyone too bro good job
    """
)
# What only says that a message was seen.
ACKNOWLEDGEMENTS = worded(
    """
    ok okay k kk okey lol lmao haha hahaha hehe hmm hm mhm yes no yep nope yeah nah yup sure fine
    cool nice alright aha oh ah right test testing good great ja nein oui non sí так ні да нет evet
    hayır bye goodbye tschüss
    """
)

# What may stand around a request without adding to it.
FILLERS = (
    worded(
        """
        a an the this that these it its of to for me us i id im you u can could would will may pls
        plz please give gimme show send get got let have has is are was be been do does did in on at
        by from with here there my your so just only some any all every article articles story piece
        text page news post now again really want need like see read tell know what whats wat about
        and well hey hi ok okay thanks lol list bitte por favor sil te vous plaît plait svp stp un
        une le la les der die das den ein eine den diesen dieser dieses cet cette este esto це цей
        ця это этот эта bu bunu bir hat ist wurde a été fue будь ласка пожалуйста lütfen
        """
    )
    | CONNECTORS
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a clause is if it says this and nothing else.

    It has a word of each of the sets in `needs`, none of `unless`, and otherwise only
    words of `also` and fillers, which are `FILLERS` for those below. `label` is a kind and,
    after a full stop, which.
    """

    label: str
    needs: tuple[frozenset[str], ...]
    also: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()

    def fits(self, forms: frozenset[str], fillers: frozenset[str]) -> bool:
        """Whether a clause of these words, in any order, says this and nothing else."""
        if any(needed.isdisjoint(forms) for needed in self.needs):
            return False
        if not self.unless.isdisjoint(forms):
            return False
        return forms <= fillers.union(self.also, *self.needs)


def _rule(label: str, *needs: str, also: str = "", unless: str = "") -> Rule:
    return Rule(label, tuple(map(worded, needs)), worded(also), worded(unless))


_WHO = "who whos whom wer quién quien qui хто кто kim"
_WHEN = "when whens wann cuándo quand коли когда"
_WHICH = "which what whats welche welcher quel quelle qué яке какое hangi"
_WRITE = """
    wrote write writes wrtie written authored reported penned escribió écrit geschrieben написав
    написал yazdı
    """
_PUBLISHED = """
    published posted written wrote released updated printed out veröffentlicht publicado publié
    опубліковано опублікована опубликовано опубликована yayınlandı
    """
_AI = "ai chatgpt gpt llm ki ia ші ии"
_ARTICLE = "article story piece text page post artikel artículo стаття статья"
_YOU = "you your u yourself"

# In this order: the first that fits decides.
RULES = (
    _rule("greeting", "how hows", "you u ya it things", "are r is going hows", also="doing today"),
    _rule("greeting", "what whats wats", "up", unless="sum"),
    _rule("request.privacy", "privacy datenschutz", also="policy notice what"),
    _rule("request.privacy", "data", "protection"),
    _rule("request.forget", "delete erase remove forget wipe", "data me my everything history"),
    _rule("request.start", "restart", also="chat bot"),
    _rule("request.start", "start", "over again", also="from beginning"),
    _rule(
        "request.start",
        "suggest suggestion suggestions example examples sample",
        "question questions",
        also="first more another",
    ),
    _rule("request.start", "what", "can should could", "i", "ask", also="you here"),
    _rule(
        "request.summary",
        """
        summary summaries summarise summarize summarised summarized tldr gist recap nutshell
        overview zusammenfassung resumen résumé résumer підсумок кратко краткое коротко özet özetle
        """,
        also="quick short brief main points key tl dr too long про що содержание",
    ),
    _rule("request.summary", "tl", "dr", also="too long"),
    _rule("request.summary", "points takeaways", "main key important", also="most"),
    _rule("request.summary", "sum", "up", also="quickly"),
    _rule(
        "request.summary", "short shorter brief briefly", "version about make keep it", also="in"
    ),
    _rule("request.quotes", "who", "said", "what", also="exactly"),
    _rule(
        "request.quotes",
        "quotes quote quotations zitate citations citas цитати цитаты alıntılar",
        also="direct which are more other",
    ),
    _rule(
        "request.sections",
        """
        sections headings subheadings chapters toc contents gliederung abschnitte kapitel
        inhaltsverzeichnis розділи зміст
        """,
        also="which show all list",
    ),
    _rule("request.sections", "table", "contents", also="of"),
    _rule("request.facts", "facts fakten figures numbers stats statistics", also="key main more"),
    _rule("request.help", "help hilfe ayuda aide допомога помощь yardım commands", also="which"),
    _rule("request.help", "what", "can", "you u", "do"),
    _rule("request.help", "was", "kannst", "du", also="alles denn"),
    _rule("request.help", "що", "вмієш можеш", also="ти робити"),
    _rule(
        "about.title", "title headline titel titre título заголовок başlık", also="name say says"
    ),
    _rule("about.title", "called name", _ARTICLE),
    _rule("about.length", "long", _ARTICLE + " read", also="how take"),
    _rule("about.length", "words", "many", also="how long"),
    _rule("about.length", "word", "count"),
    _rule("about.length", "reading", "time", also="how long"),
    _rule(
        "about.author",
        _WHO,
        _WRITE,
        also=f"{_AI} author journalist name actually robot bot human",
        unless=_YOU,
    ),
    _rule("about.author", _WHO, "behind", _ARTICLE, also="journalist author"),
    _rule("about.author", "written wrote", "by", also="who whom"),
    _rule(
        "about.author",
        "author authors byline autor auteur автор yazar journalist reporter writer",
        also=f"{_WHO} name behind nom nombre",
    ),
    _rule(
        "about.machine",
        f"{_AI} robot bot machine human computer person",
        """
        written wrote write generated made created produced writing geschrieben escrito écrit
        написав написал yazdı
        """,
        also="actual real intelligence artificial",
        unless=_YOU,
    ),
    _rule("about.machine", _AI, also="or human", unless=_YOU),
    _rule(
        "about.outlet",
        f"{_WHO} {_WHICH}",
        "newspaper paper outlet website site magazine publication zeitung journal gazete",
        also="published publishes posted name",
        unless="when date",
    ),
    _rule("about.outlet", "publisher outlet", also=f"{_WHO} {_WHICH} name"),
    _rule("about.outlet", "newspaper", also="name"),
    _rule("about.outlet", _WHO, "published publishes posted", "this it " + _ARTICLE),
    _rule("about.published", _WHEN, _PUBLISHED, also="last first come came стаття статья"),
    _rule("about.published", "what which", "day date time", _PUBLISHED, also="last first"),
    _rule("about.published", _WHEN, "come came", "out", also="this it " + _ARTICLE),
    _rule(
        "about.published",
        "date datum fecha дата tarih",
        also="publication published release day",
        unless="was were",
    ),
    _rule(
        "about.published",
        "old older new recent current fresh outdated",
        "article story piece news post",
        also="how",
    ),
    _rule("about.published", "recent outdated", "this it", also="how"),
    _rule("about.published", _WHEN, "from", "this it " + _ARTICLE, also="date dated"),
    _rule("about.published", "old", "this " + _ARTICLE, "how"),
    _rule("about.published", "alt", _ARTICLE, "wie"),
    _rule("about.published", "von wann", "wann", "ist", also=_ARTICLE),
    _rule(
        "about.link",
        """
        link links url source sources original quelle fuente enlace lien посилання ссылка джерело
        источник kaynak
        """,
        also="where wheres full website web online",
    ),
    _rule(
        "about.link",
        "where wheres",
        "read find open get see",
        "full original whole complete " + _ARTICLE,
        also="online",
    ),
    _rule("about.link", "where wheres", "from", "this " + _ARTICLE, also="come comes"),
    _rule("about.title", "which what", "article story piece", "this it", also="called"),
    _rule(
        "request.articles",
        "articles stories artículos статті статьи",
        also="which other there else available more different",
        unless="how",
    ),
    _rule("request.articles", "what whats", "new", also="today else"),
    _rule(
        "request.articles", "neues neuigkeiten нового новини", also="was gibt es що heute сьогодні"
    ),
    _rule("request.articles", "news headlines", also="latest newest today todays what whats more"),
    _rule(
        "request.articles",
        "another other change switch different next",
        "article story piece",
        also="which else ask about to",
        unless="how can",
    ),
    _rule(
        "request.more",
        "more else mehr weiter más ещё ще дальше далі devam continue next further",
        also="anything something details detail context info say says show go on",
    ),
    _rule("request.more", "go", "on", also="please"),
    _rule("opinion", "hältst meinst denkst", "du", also="was davon darüber dazu selbst"),
    _rule("opinion", "думаєш гадаєш", also="ти що про це сам"),
    _rule("opinion", "think opinion", "you your u", also="what whats how yourself honestly"),
)

# Said of anything, these make a remark.
JUDGEMENTS = worded(
    """
    biased bias garbage rubbish trash nonsense bs bullshit crap propaganda liar liars clickbait hoax
    disgusting disgrace disgraceful shameful pathetic stupid idiot idiots idiotic dumb moron morons
    ridiculous absurd sucks suck useless unbelievable outrageous unfair disappointing hilarious
    angry furious congrats congratulations disagree bravo wow omg wtf yikes ugh unprofessional
    overrated sided hypocrites hypocrisy heartbreaking deserve deserved deserves quatsch unsinn
    lügenpresse schande mentira mentiras basura vergüenza mensonge mensonges honte брехня ганьба
    маячня ложь вранье враньё бред позор чушь yalan saçmalık rezalet
    """
)
# These too, where hardly anything else is said.
FEELINGS = worded(
    """
    fake lies lie great sad love hate wrong joke scary sick corrupt awful terrible horrible worst
    amazing awesome brilliant incredible boring funny evil shame poor agree good bad best nice true
    traurig schlimm super toll schade increíble triste incroyable nul жах сором ужас crazy insane
    interesting weird wild tragic outrage
    """
)
# How a remark begins.
REMARK_OPENERS = tuple(
    tuple(line.split())
    for line in """
    i think; i believe; i dont believe; i cant believe; i feel; i hope; i hate; i love; i like;
    i agree; i totally agree; i disagree; i dont care; i dont like; imo; imho; in my opinion;
    they should; they all should; we should; you are; youre; your bot; this bot;
    who cares; so what; no way; not true; not my; not what; thats not; that is not; about time;
    well done; well deserved; what the hell; what the heck; nobody cares; good job; such a;
    you didnt; you dont; you havent; it doesnt answer; that doesnt answer; doesnt answer;
    didnt answer; why is this even; who even cares; who asked; shame on; wrong answer
    """.split(";")
)

SAID = worded(
    """
    say says said saying claim claims claimed state stated tweet tweeted tell told write posted
    declare declared promise promised
    gesagt behauptet dijo dicho dit сказав сказала казав сказал говорил заявил dedi söyledi
    """
)
REALLY = worded(
    """
    really actually literally ever truly wirklich tatsächlich realmente vraiment справді дійсно
    правда действительно gerçekten
    """
)
GENUINE = worded(
    """
    quote quotes quoted quotation real genuine fake true correct right exact accurate misquoted
    zitat echt
    """
)
# What a text may say too: then it is no quotation that is asked for.
WRITTEN_THINGS = worded("article text report story piece letter study law it anything something")
