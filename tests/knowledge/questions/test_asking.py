from __future__ import annotations

import pytest

from knowledge.questions.question import understand
from knowledge.questions.wants import Wants
from tests.fakes.cost import cost

# Question, what it wants, its question word, the noun it asks about (- for none).
ASKED = [
    line.split(" | ")
    for line in """
When was the harbour bridge closed? | date | when | -
In what year did the mill burn down? | date | what | year
The ferry sank in which year? | date | which | year
What day does the fair open? | date | what | day
How soon could the line reopen? | date | how | -
In which century was the abbey founded? | date | which | century
How long did the outage last? | duration | how | -
How many weeks will repairs take? | duration | how | weeks
How often does the council meet? | frequency | how | -
How old is the pilot? | age | how | -
What age was the driver? | age | what | age
How many people were rescued? | quantity | how | people
How many Christmas trees were sold? | quantity | how | trees
About how many book titles did the library lose? | quantity | how | titles
how mch snow is there | quantity | how | snow
How high is the dam? | quantity | how | -
How far is the island from the coast? | quantity | how | -
What was the magnitude of the quake? | quantity | what | magnitude
The tower rises to what height? | quantity | what | height
What is the speed limit on the new road? | quantity | what | limit
What was the death toll? | quantity | what | toll
Which two numbers were drawn? | quantity | which | numbers
How much does a ticket cost? | money | how | -
Petrol hit a record this week. On average, how much does it cost per litre? | money | how | -
How much was the bank fined? | money | how | -
How much money did they raise? | money | how | money
What is the price of a loaf? | money | what | price
What is the orchard worth? | money | what | worth
What fine did the carmaker pay? | money | what | fine
What percentage of voters stayed at home? | percent | what | percentage
By what percent did rents rise? | percent | what | percent
What share of the vote did Brandt win? | quantity | what | share
Where did the train derail? | place | where | -
Thirty men were arrested on Friday. Where was the march? | place | where | -
Files leaked in what could be the worst breach yet. Where was it? | place | where | -
The party won its first district election where? | place | where | -
Which country declared the outbreak over? | place | which | country
In which US city is the lighthouse? | place | which | city
Which US national park was flooded? | place | which | park
She is the first woman to lead which country? | place | which | country
Which country's lawmakers backed the bill? | place | which | country's
Which “sleepy” town has the most cats? | place | which | town
Scientists from which island found the moth? | place | which | island
Who built the bridge? | person | who | -
The club has a new coach, who is it? | person | who | -
To whom was the medal given? | person | whom | -
Whose yacht was seized? | person | whose | yacht
Which embattled minister resigned? | person | which | minister
The committee recommended suspending which MP? | person | which | mp
After a new deal, which professional hockey player is the best paid? | person | which | player
What actor plays the king? | person | what | actor
Which pop star will open the show? | person | which | star
Which airline bought its rival? | name | which | airline
Ola Lind, who sold the paper, says he is buying which radio platform? | name | which | platform
Which Northern League Baseball team was invited? | name | which | team
One of the longest strikes ever is brewing at which large company? | name | which | company
Two rivals who hated each other founded which newspaper? | name | which | newspaper
Which band is reuniting? | name | which | band
Which highly anticipated gadget was shown? | name | which | gadget
What language is spoken there? | origin | what | language
Which currency fell to a record low? | origin | which | currency
What nationality was the climber? | origin | what | nationality
What colour is the new taxi? | thing | what | colour
A heavy reptile was caught on the coast. Which animal was it? | thing | which | animal
What type of bridge is it? | thing | what | bridge
High radioactivity was found in which wild animal? | thing | which | animal
The lava could soon reach which type of road? | thing | which | road
What disease killed the bees? | thing | what | disease
A new strain has arrived that spreads fast. What is it called? | term | what | -
A judge blocked a rule that let police search homes. What is the rule called? | term | what | -
What is the name of the new ferry? | term | what | name
What was the music hall formerly known as? | term | what | -
What did the settlers call the island? | term | what | -
By what name is the storm known? | term | what | name
What is the mayor's slogan? | term | what | slogan
What does the G in GDP stand for? | meaning | what | -
Who said the plan was dead? | speaker | who | -
who has said it will fail | speaker | who | -
What did the mayor say about the strike? | words | what | -
The president spoke about the flood. What did he say? | words | what | -
What was the comment from the coach? | words | what | comment
What happened in Oslo? | event | what | -
What took place on Friday? | event | what | -
what's going on in the port | event | what's | -
Why were the cars recalled? | reason | why | -
The match was stopped. Why? | reason | why | -
What caused the fire? | reason | what | -
What was the reason for the delay? | reason | what | reason
How was the boat found? | manner | how | -
How did the thief get in? | manner | how | -
Can you tell me how many ships sank? | quantity | how | ships
do you know who won | person | who | -
I want to know where the summit was | place | where | -
Please tell me when it starts | date | when | -
Did the man who shot the wolf go to prison? | yes_no | - | -
Is the road that was flooded open again? | yes_no | - | -
Has the minister resigned? | yes_no | - | -
Researchers studying a slice of rock have identified what? | anything | what | -
Talks over the border have stalled over what? | anything | what | -
What are the walls made of? | anything | what | -
What does the chair of the board want? | anything | what | -
What is Nordline? | anything | what | -
Date of the summit? | date | - | date
Name the city that hosts the games. | place | - | city
Tell me about the strike | anything | - | -
""".strip().splitlines()
]


@pytest.mark.parametrize(("question", "wants", "word", "focus"), ASKED)
def test_what_is_asked_wherever_it_stands(question, wants, word, focus):
    """The word that asks is told from relative ones and from context; its noun is the head."""
    query = understand(question)
    by_form = dict(zip(query.tokens.forms, query.tokens.terms, strict=True))
    assert query.wants == Wants(wants)
    assert query.word == word.removesuffix("'s").replace("-", "")
    assert query.focus == by_form.get(focus, "")


def test_context_is_told_from_what_is_asked():
    """The asking sentence has terms of its own; those before it are context."""
    query = understand("A quake shook Aldova and killed nine people. How strong was the quake?")
    asking = {t.form for t in query.terms if t.term in query.asking}
    assert asking == {"quake", "strong"}
    assert query.sentence.of(query.text) == "How strong was the quake"
    assert {"aldova", "killed"} <= {t.form for t in query.terms}


def test_long_questions_take_no_time():
    """A full message of question words is understood in far less than a blink."""
    assert cost(lambda: understand("which what who how many where " * 136)) < 0.2
