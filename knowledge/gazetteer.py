"""Names that nearly every reader knows: countries, regions, cities, and given names.

Written down for this project from general knowledge; nothing in them comes from an
article or from evaluation data. They only help to tell a place from a person.
"""

from __future__ import annotations

_PLACES = """
    Aberdeen, Abuja, Addis Ababa, Afghanistan, Africa, Alabama, Alaska, Albania, Alberta,
    Algeria, America, Amsterdam, Andalusia, Andorra, Angola, Ankara, Antarctica, Arctic,
    Argentina, Arizona, Arkansas, Armenia, Asia, Athens, Atlanta, Atlantic, Auckland, Austin,
    Australia, Austria, Azerbaijan, Baghdad, Bahamas, Bahrain, Balkans, Baltimore, Bangkok,
    Bangladesh, Barbados, Barcelona, Bavaria, Beijing, Beirut, Belarus, Belfast, Belgium,
    Belgrade, Belize, Bengal, Benin, Berlin, Bern, Bhutan, Birmingham, Bogotá, Bolivia, Bonn,
    Bosnia, Boston, Botswana, Bratislava, Brazil, Brisbane, Bristol, Britain, British Columbia,
    Brittany, Brooklyn, Brunei, Brussels, Bucharest, Budapest, Buenos Aires, Bulgaria, Burkina
    Faso, Burma, Burundi, Cairo, Calcutta, California, Cambodia, Cambridge, Cameroon, Canada,
    Canberra, Cape Town, Caracas, Cardiff, Caribbean, Catalonia, Central America, Chad,
    Charlotte, Chicago, Chile, China, Cincinnati, Cleveland, Cologne, Colombia, Colorado, Congo,
    Connecticut, Copenhagen, Cornwall, Costa Rica, Crimea, Croatia, Cuba, Cyprus, Czech
    Republic, Czechia, Dakar, Dallas, Damascus, Delaware, Delhi, Denmark, Denver, Detroit,
    Dhaka, Djibouti, Doha, Dominica, Dominican Republic, Donbas, Donetsk, Dubai, Dublin,
    Ecuador, Edinburgh, Egypt, El Salvador, England, Eritrea, Essex, Estonia, Eswatini,
    Ethiopia, Europe, Fiji, Finland, Florence, Florida, France, Frankfurt, Gabon, Gambia, Gaza,
    Geneva, Georgia, Germany, Ghana, Gibraltar, Glasgow, Gothenburg, Greece, Greenland, Grenada,
    Guatemala, Guinea, Guyana, Haiti, Hamburg, Hanoi, Harare, Havana, Hawaii, Helsinki,
    Herzegovina, Hiroshima, Holland, Hollywood, Honduras, Hong Kong, Honolulu, Houston, Hungary,
    Iceland, Idaho, Illinois, India, Indiana, Indonesia, Iowa, Iran, Iraq, Ireland, Islamabad,
    Israel, Istanbul, Italy, Ivory Coast, Jakarta, Jamaica, Japan, Jerusalem, Johannesburg,
    Jordan, Kabul, Kampala, Kansas, Karachi, Kashmir, Kazakhstan, Kent, Kentucky, Kenya,
    Kharkiv, Kherson, Kiev, Kosovo, Kuwait, Kyiv, Kyoto, Kyrgyzstan, Lagos, Lahore, Laos, Las
    Vegas, Latin America, Latvia, Lebanon, Leeds, Leicester, Leipzig, Lesotho, Liberia, Libya,
    Liechtenstein, Lima, Lisbon, Lithuania, Liverpool, Lombardy, London, Los Angeles, Louisiana,
    Luhansk, Luxembourg, Lviv, Lyon, Madagascar, Madrid, Maine, Malawi, Malaysia, Maldives,
    Mali, Malta, Manchester, Manhattan, Manila, Mariupol, Marseille, Maryland, Massachusetts,
    Mauritania, Mauritius, Mecca, Mediterranean, Melbourne, Memphis, Mexico, Miami, Michigan,
    Middle East, Milan, Milwaukee, Minneapolis, Minnesota, Minsk, Mississippi, Missouri,
    Moldova, Monaco, Mongolia, Montana, Montenegro, Montreal, Morocco, Moscow, Mozambique,
    Mumbai, Munich, Myanmar, Nairobi, Namibia, Naples, Nashville, Nebraska, Nepal, Netherlands,
    Nevada, New Delhi, New Hampshire, New Jersey, New Mexico, New Orleans, New South Wales, New
    York, New York City, New Zealand, Newcastle, Nicaragua, Niger, Nigeria, Normandy, North
    America, North Carolina, North Dakota, North Korea, North Macedonia, Northern Ireland,
    Norway, Nottingham, Odesa, Odessa, Ohio, Oklahoma, Oman, Ontario, Oregon, Orlando, Osaka,
    Oslo, Ottawa, Oxford, Pacific, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay,
    Paris, Pennsylvania, Persia, Perth, Peru, Philadelphia, Philippines, Phoenix, Pittsburgh,
    Poland, Portland, Portugal, Prague, Provence, Prussia, Puerto Rico, Punjab, Pyongyang,
    Qatar, Quebec, Queens, Queensland, Reykjavik, Rhode Island, Riga, Rio de Janeiro, Riyadh,
    Romania, Rome, Rotterdam, Russia, Rwanda, Sacramento, Saint Petersburg, Samoa, San Antonio,
    San Diego, San Francisco, San Jose, Santiago, Sarajevo, Saudi Arabia, Saxony, Scandinavia,
    Scotland, Seattle, Senegal, Seoul, Serbia, Seychelles, Shanghai, Sheffield, Siberia,
    Sichuan, Sicily, Sierra Leone, Singapore, Slovakia, Slovenia, Sofia, Somalia, South Africa,
    South America, South Carolina, South Dakota, South Korea, South Sudan, Southampton, Soviet
    Union, Spain, Sri Lanka, St Petersburg, St. Louis, Stockholm, Sudan, Suriname, Surrey,
    Sussex, Sweden, Switzerland, Sydney, Syria, São Paulo, Taipei, Taiwan, Tajikistan, Tallinn,
    Tampa, Tanzania, Tasmania, Tbilisi, Tehran, Tel Aviv, Tennessee, Texas, Thailand, The Hague,
    Tibet, Togo, Tokyo, Tonga, Toronto, Trinidad, Tripoli, Tunis, Tunisia, Turin, Turkey,
    Turkmenistan, Tuscany, Tuvalu, U.K., U.S., UAE, UK, US, USA, USSR, Uganda, Ukraine, United
    Arab Emirates, United Kingdom, United States, Uruguay, Utah, Uzbekistan, Vancouver, Vanuatu,
    Vatican, Venezuela, Venice, Vermont, Victoria, Vienna, Vietnam, Vilnius, Virginia, Wales,
    Warsaw, Washington, Washington D.C., Wellington, West Bank, West Virginia, Wisconsin,
    Wyoming, Xinjiang, Yemen, Yokohama, York, Yorkshire, Yugoslavia, Zagreb, Zambia, Zimbabwe,
    Zurich
"""
# Places by name; of several words where the name has them.
KNOWN_PLACES = frozenset(" ".join(name.split()) for name in _PLACES.split(","))
GIVEN_NAMES = frozenset(
    """
    Aaron Abdul Abdullah Abigail Abraham Adam Adolf Adrian Ahmad Ahmed Alan Albert Alberto
    Alejandro Alex Alexander Alexandra Alexei Alfred Ali Alice Alison Allen Amanda Amir Amy Ana
    Anastasia Andrea Andreas Andrei Andrew Andriy Angela Ann Anna Anne Anthony Anton Antonio
    Arnold Arthur Ashley Barack Barbara Ben Benjamin Bernard Beth Betty Bill Bob Boris Brandon
    Brian Bruce Carl Carla Carlos Carol Caroline Catherine Charles Charlie Charlotte Chris
    Christian Christina Christine Christopher Claire Claude Colin Craig Dan Daniel David Deborah
    Dennis Diana Diane Diego Dmitry Donald Donna Dorothy Douglas Edgar Edith Edmund Eduardo
    Edward Edwin Elena Elizabeth Ellen Elon Emily Emma Emmanuel Eric Erik Ernest Eugene Eva
    Evelyn Felix Fernando Florence Frances Francis Francisco Frank Franklin Fred Frederick
    Gabriel Gary Geoffrey George Georgia Gerald Gerard Gilbert Giorgia Giovanni Giuseppe Glenn
    Gordon Grace Graham Greg Gregory Gustav Guy Hannah Hans Harold Harry Hassan Heather Hector
    Heinrich Helen Henri Henry Herbert Howard Hugh Hugo Ian Ibrahim Igor Ingrid Irene Isaac
    Isabel Isabella Ivan Jack Jacob Jacques James Jan Jane Janet Jason Javier Jay Jean Jeff
    Jeffrey Jennifer Jeremy Jerry Jesse Jessica Jill Jim Jimmy Joan Joe Joel Johann Johannes
    John Johnny Jonathan Jordan Jorge Jose Joseph Joshua José Juan Judith Julia Julian Julie
    Julius Justin Kamala Karen Karl Kate Katherine Kathleen Keir Keith Kelly Ken Kenneth Kevin
    Kim Kurt Larry Laura Lauren Lawrence Lee Leo Leon Leonard Leonardo Lewis Linda Lisa Liz
    Louis Louise Lucas Lucy Luis Luke Marc Marco Margaret Maria Marie Mario Mark Marko Martha
    Martin Mary Matt Matthew Maurice Max Maxim Melissa Michael Michel Michelle Miguel Mike
    Mikhail Mohamed Mohammad Mohammed Moses Muhammad Nancy Natalie Nathan Neil Nicholas Nick
    Nicola Nicolas Nicole Nikola Nina Noah Nora Norman Oleg Oleksandr Olga Oliver Olivia Omar
    Oscar Otto Pablo Pamela Patricia Patrick Paul Paula Pedro Peter Philip Philippe Pierre
    Rachel Ralph Raymond Rebecca Ricardo Richard Rick Rishi Robert Roberto Robin Roger Roland
    Ron Ronald Rosa Rose Roy Rudolf Russell Ruth Ryan Salman Sam Samuel Sandra Sara Sarah Scott
    Sean Sebastian Sergei Sergio Simon Sofia Sophie Stanley Stefan Stella Stephanie Stephen
    Steve Steven Stewart Stuart Susan Sylvia Taylor Ted Teresa Terry Theodore Theresa Thomas Tim
    Timothy Todd Tom Tommy Tony Ursula Vasily Victor Victoria Viktor Vincent Virginia Vladimir
    Volodymyr Walter Wayne Wendy Werner Wilhelm Will William Winston Wolfgang Yasmin Yulia Yuri
    Yusuf Zachary
    """.split()
)
