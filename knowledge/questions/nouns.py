"""The nouns a question asks for ("which *country*"), by the kind of thing that answers.

Closed lists in the singular, written down for this project from knowledge of
English; nothing in them comes from an article or from evaluation data.
"""

from __future__ import annotations

# Nouns whose value is a figure: "what is the benchmark?" asks for one.
MEASURES = frozenset(
    """
    altitude amount area average benchmark capacity circulation count depth diameter distance
    elevation figure frequency goal height intensity level limit magnitude majority margin maximum
    minimum number odds percentile population quantity quota ratio score share size speed tally
    target temperature threshold toll total turnout value volume wage weight width
    """.split()
)
PERCENTAGES = frozenset("fraction percent percentage portion proportion rate".split())
MONEY = frozenset(
    """
    bail bill bounty bribe budget compensation cost damages debt deficit earnings fare fee fine
    fortune income price profit ransom rent revenue reward salary settlement sum surplus tax
    turnover wage worth
    """.split()
)
DURATIONS = frozenset(
    "second minute hour day night week month season year decade century generation".split()
)
TIMES = frozenset(
    """
    birthday century date day deadline decade era hour month period time week weekday year
    """.split()
)
PLACES = frozenset(
    """
    airport area base beach borough building capital castle cathedral church city coast college
    continent corner country county destination district hotel island jail lake landmark location
    mountain municipality nation neighborhood neighbourhood ocean palace park part place planet port
    prison province region republic river road room sea site square stadium state station street
    suburb temple territory town valley venue village volcano zone
    """.split()
)
PEOPLE = frozenset(
    """
    activist actor actress analyst architect artist astronaut athlete author billionaire boxer boy
    candidate celebrity ceo champion chancellor character chef coach columnist comedian
    commander commissioner composer congressman congresswoman contestant criminal critic director
    doctor driver economist emperor engineer executive expert father figure footballer founder
    friend girl golfer governor historian host inventor investor journalist judge king
    lawmaker lawyer leader man mayor minister monarch mother mp musician nominee novelist officer
    official opponent owner painter performer person philosopher physicist pianist player poet
    politician pope president priest prince princess producer professor prosecutor queen rapper
    reporter representative researcher rival ruler scholar scientist secretary senator singer
    soldier son songwriter spokesman spokesperson spokeswoman star student successor suspect swimmer
    teacher victim wife winner woman writer
    """.split()
)
# Things that bear a name of their own.
NAMED = frozenset(
    """
    act agency airline album alliance app army association attraction authority automaker award band
    bank battle book brand broadcaster bureau business campaign carmaker channel charity class club
    college committee company conference court department dynasty empire entity event film firm
    foundation game government group hospital hurricane institute institution label law league
    magazine maker manufacturer ministry mission movement movie museum network newspaper nonprofit
    operation organisation organization paper party people platform prize program programme
    publication publisher regulator religion school series service ship show song storm studio team
    tournament treaty tribe union university vessel war website
    """.split()
)
# Where somebody is from, or what they speak: a name, seldom of more than one word.
ORIGINS = frozenset("currency denomination ethnicity faith language nationality religion".split())
# What is of a kind, and not a name: "what type of …", "which colour".
THINGS = frozenset(
    """
    activity animal aspect attack beverage breed category cause change charge color colour concept
    condition crime cuisine degree disease dish drink drug effect event factor feature field food
    form function genre idea illness industry ingredient injury instrument issue item job kind
    material metal method mineral motto object offence offense organ piece plan plant policy
    position problem process product profession project purpose quality rank reason role sector
    sentence shape skill sort source species sport strategy structure style subject substance
    symptom system task technology term thing tool topic treatment type vehicle virus weapon
    """.split()
)
# What a thing is called.
LABELS = frozenset(
    "acronym catchphrase headline name motto nickname phrase slogan surname term title word".split()
)
REASONS = frozenset("cause excuse explanation justification motivation motive reason".split())
WORDS = frozenset("comment quote reaction remark reply statement".split())
ROLES = frozenset("occupation post position profession role job rank title".split())
