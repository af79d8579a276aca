"""The word lists this package knows, English where no language is named.

They are closed classes (function words, titles, months, verbs of saying), written
down for this project from general knowledge of English; nothing in them comes from
an article or from evaluation data.
"""

from __future__ import annotations

# Words that carry grammar, not topic. A question's content is what is left.
FUNCTION_WORDS = frozenset(
    """
    a about actually again all also am an and any anyone anything are aren't as at be been being
    but by can can't could did didn't do does doesn't doing don't else ever exactly for from get
    give had has have having he hello her hey hi him his how i i'm if in into is isn't it it's its
    just know let's like many may me might more much must my no not of off oh ok okay on or our
    out over please really she should so some tell than thank thanks that that's the their them
    then there these they this those through to too under up us very was wasn't we were weren't
    what what's when when's where where's which while who who's whom whose why will with won't
    would wouldn't you your
    """.split()
)

# Abbreviations that stand before a name, so that no sentence ends there.
TITLE_ABBREVIATIONS = frozenset(
    """
    mr mrs ms mx dr prof gen col lt maj sgt capt cmdr adm brig cpl pvt sen rep gov pres hon rev fr
    st mt ft messrs mme mlle vs v cf e.g i.e bzw z.b d.h u.a hr
    """.split()
)
NUMBER_ABBREVIATIONS = frozenset("no nos vol fig p pp op art sec ca approx nr jan feb".split())
# Abbreviations after which a sentence may end: only if the next one plainly begins.
TAIL_ABBREVIATIONS = frozenset(
    """
    inc ltd corp co llc plc jr sr etc a.m p.m ph.d b.a m.a dept al est min max jan feb mar apr jun
    jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd rd bros usw
    """.split()
)
SENTENCE_OPENERS = frozenset(
    """
    the an this that these those he she it they we you his her its their our my in on at for from
    with by as but and or so yet if when while after before since although though however meanwhile
    there here what who why how where which now then last next earlier later asked according also
    both each every many most some no not one two
    """.split()
)

# What turns a sentence round.
NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without fail fails failed except cannot".split()
)

# Verbs that attribute words to a speaker.
CUES = frozenset(
    """
    said says say saying told tells asked asks added adds wrote writes tweeted posted replied
    replies answered answers argued argues claimed claims warned warns stressed stresses noted
    notes explained explains insisted insists declared declares announced announces stated states
    remarked remarks recalled recalls concluded concludes continued continues admitted admits
    acknowledged acknowledges vowed vows pledged pledges promised promises urged urges commented
    comments confirmed confirms denied denies suggested suggests emphasized emphasises emphasised
    joked jokes quipped quips shouted cried whispered predicted predicts testified testifies
    according read reads
    """.split()
)

# Words before a name that are a title or a role, not part of the name.
ROLES = frozenset(
    """
    president vice prime minister secretary general secretary-general chancellor king queen prince
    princess pope sir dame lord lady mr mrs ms mx dr prof professor judge justice senator sen
    representative rep congressman congresswoman governor gov mayor ambassador commissioner
    chairman chairwoman chair chief executive officer director deputy assistant foreign defense
    defence finance interior attorney general gen col colonel lt lieutenant maj major sgt sergeant
    capt captain adm admiral cmdr commander detective inspector superintendent constable coach
    spokesman spokeswoman
    spokesperson former acting interim republican democratic democrat labour conservative party
    leader nato eu u.n un u.s us u.k uk reverend rev rabbi imam father sister brother saint st
    """.split()
)

MONTHS = (
    "january february march april may june july august september october november december"
).split()
MONTH_ABBREVIATIONS = "jan feb mar apr jun jul aug sep sept oct nov dec".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

# Written numbers and their values.
NUMBER_WORDS = (
    {
        word: value
        for value, word in enumerate(
            """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty
        """.split()
        )
    }
    | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
    | {
        "ninety": 90,
        "dozen": 12,
        "hundred": 100,
        "thousand": 1000,
        "half": 0.5,
    }
)
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}

# What is written short behind a number, in English.
BEHIND_NUMBER = {"cent": "percent", "pct": "percent", "m": "million", "k": "thousand"} | {
    "mn": "million",
    "bn": "billion",
    "tn": "trillion",
    "km": "kilometre",
    "kms": "kilometre",
    "kg": "kilogram",
    "hrs": "hour",
    "mins": "minute",
    "yrs": "year",
}

# Irregular forms, which no stemmer joins: base form, then its others.
_IRREGULAR = """
    arise arose arisen; become became; begin began begun; bend bent; bite bit bitten; blow blew
    blown; break broke broken; bring brought; build built; burn burnt; buy bought; catch caught;
    choose chose chosen; come came; deal dealt; dig dug; draw drew drawn; drink drank drunk;
    drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find
    found; flee fled; fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive
    forgave forgiven; freeze froze frozen; give gave given; go went gone; grow grew grown; hang
    hung; hear heard; hide hid hidden; hold held; keep kept; know knew known; lay laid; lead led;
    leave left; lend lent; lie lain; lose lost; make made; mean meant; meet met; pay paid; prove
    proven; ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen;
    seek sought; sell sold; send sent; shake shook shaken; shoot shot; show shown; sing sang sung;
    sink sank sunk; sit sat; sleep slept; speak spoke spoken; spend spent; stand stood; steal stole
    stolen; stick stuck; strike struck stricken; swear swore sworn; sweep swept; swim swam swum;
    take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown;
    understand understood; wear wore worn; win won; wind wound; withdraw withdrew withdrawn; write
    wrote written; man men; woman women; child children; person people; foot feet; tooth teeth;
    life lives; wife wives; die dying dead death; lie lying
"""
BASE_FORMS = {
    form: words[0]
    for words in (entry.split() for entry in _IRREGULAR.split(";"))
    for form in words[1:]
}

# Common verbs that have no other form in the present than a noun's: "they report", "it ranks".
PLAIN_VERBS = frozenset(
    """
    abandon accept access accuse achieve acquire act add adopt affect agree allow announce
    appear apply appoint approve argue arrest arrive assess attack attempt attend attract avoid
    award ban base believe belong benefit borrow broadcast call cancel care carry cause
    celebrate change charge check claim close collect combine compete complete compose comprise
    concern conclude conduct confirm connect consider consist construct contain continue
    contribute control convert cost cover crash create criticize cut damage decide declare
    decline defeat defend define deliver demand deny depend describe design destroy determine
    develop die differ direct discover discuss divide dominate earn elect emerge employ enable
    encourage end ensure enter escape establish exist expand expect experience explain express
    extend face fail feature finish focus follow force form fund gain gather generate govern
    happen head help host identify ignore impact imply improve include increase indicate
    influence inform inhabit intend introduce invade invent invest invite involve issue join
    kill lack land last launch learn level like limit link list live locate look love maintain
    manage mark market marry match measure merge migrate mix move name need note obtain occupy
    occur offer open operate oppose order organize own pass perform place plan play point
    possess practice prefer prepare present prevent produce prohibit promote propose protect
    prove provide publish purchase push raise range rank reach react receive recognize recommend
    record recover reduce refer reflect refuse regard reject relate release rely remain remove
    replace report represent request require research resign resist resolve result retain retire
    return reveal review rule save score search serve set share shift sign spread start state
    stay stop strengthen study suffer suggest supply support surround survive suspect target
    tend threaten trade train transfer travel treat try turn undergo unite use vary view visit
    vote vow walk want warn waste watch weigh work worship yield
    """.split()
)

# What stands on a news page around the article, and between its sentences where a page
# was copied whole.
FURNITURE = (
    "subscribe", "newsletter", "to your inbox", "sign up", "click here", "click to share",
    "opens in new window", "skip ad", "image copyright", "media caption", "image caption",
    "getty images", "advertisement", "share this", "scroll down for", "view photos", "play video",
    "loading...", "cookies",
)  # fmt: skip
