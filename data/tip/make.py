"""Write the acts of the TIP history from tiers.csv and the tables below.

The same input gives the same bytes on every machine: run `python data/tip/make.py`.
README.md beside this file says where each fact comes from and what is not known.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
Json = dict[str, object]
Row = dict[str, str]

OFFICIAL, DERIVED = "official", "derived"


def table(text: str) -> list[Row]:
    """Read a table of this file: a line a row, cells between bars, an empty cell is absent."""
    header, *lines = (
        [cell.strip() for cell in line.split("|")] for line in text.strip().split("\n")
    )
    return [{name: cell for name, cell in zip(header, line, strict=True) if cell} for line in lines]


# ---------------------------------------------------------------- where facts come from

# The codes from A to R2021 are those of tiers.csv; its codes P and S stand for several documents.
SOURCES = table("""
code | grade | date | publisher | title | locator
A | reported | 2015-08-10 | Judith G. Kelley and Andrew Heiss | Scorecard Diplomacy, replication data: tier ratings 2001-2014 | github.com/andrewheiss/scorecard-diplomacy @ f8c06be83c75, data/original/criminalization-cho-tiers_jk_2015-08-10.dta, variable tierupdated
B | reported | | Judith G. Kelley and Andrew Heiss | Scorecard Diplomacy, replication data: tiers of 2015 | github.com/andrewheiss/scorecard-diplomacy @ f8c06be83c75, data/original/tiers_2015.csv
X2015 | official | 2021-05-23 | CIA Factbook | The World Factbook: World, trafficking in persons | github.com/factbook/cache.factbook.json @ d81154954b8b, world/xx.json in the commit of 2021-05-23
X2020 | official | 2022-12-29 | CIA Factbook | The World Factbook: World, trafficking in persons | github.com/factbook/cache.factbook.json @ d81154954b8b, world/xx.json in the commit of 2022-12-29
X2022 | official | 2023-04-03 | CIA Factbook | The World Factbook: World, trafficking in persons | github.com/factbook/cache.factbook.json @ d81154954b8b, world/xx.json in the commit of 2023-04-03
X2023 | official | 2023-08-11 | CIA Factbook | The World Factbook: World, trafficking in persons | github.com/factbook/cache.factbook.json @ d81154954b8b, world/xx.json in the commit of 2023-08-11
X2024 | official | 2024-08-29 | CIA Factbook | The World Factbook: World, trafficking in persons | github.com/factbook/cache.factbook.json @ d81154954b8b, world/xx.json in the commit of 2024-08-29
X2025 | official | 2025-10-07 | CIA Factbook | The World Factbook: World, trafficking in persons | github.com/factbook/cache.factbook.json @ d81154954b8b, world/xx.json in the commit of 2025-10-07
F2015 | official | 2016-11-06 | CIA Factbook | The World Factbook: country pages, tier rating | github.com/factbook/factbook.json @ 8662a8b17a78
F2020 | official | | CIA Factbook | The World Factbook: country pages, tier rating | github.com/factbook/cache.factbook.json @ d81154954b8b
F2022 | official | | CIA Factbook | The World Factbook: country pages, tier rating | github.com/factbook/cache.factbook.json @ d81154954b8b
F2023 | official | | CIA Factbook | The World Factbook: country pages, tier rating | github.com/factbook/cache.factbook.json @ d81154954b8b
F2024 | official | | CIA Factbook | The World Factbook: country pages, tier rating | github.com/factbook/cache.factbook.json @ d81154954b8b
F2025 | official | | CIA Factbook | The World Factbook: country pages, tier rating | github.com/factbook/cache.factbook.json @ d81154954b8b
G2009 | reported | 2009-06-17 | gvnet | Country Ratings: Tier Placements | gvnet.com/humantrafficking/00-Ratings.htm
G2020 | reported | 2020-06-25 | gvnet | Country Ratings: Tier Placements | gvnet.com/humantrafficking/00-Ratings.htm
G2023 | reported | 2023-06 | gvnet | Country Ratings: Tier Placements | gvnet.com/humantrafficking/00-Ratings.htm
D2021 | reported | | discerning-islam.org | 1700-006 Human Trafficking: tier placements | discerning-islam.org/1700-006-human-trafficking (year not stated, matched to 2021)
H2025 | reported | | HAWKEYE-STERLING-RA | country-indicators.json, tiers transcribed from the list of 2025-09-29 | github.com/trex0092/HAWKEYE-STERLING-RA @ cf2050cbbbd7, data/country-indicators.json
W2018 | derived | 2018 | US Department of State | Memorandum of Justification Consistent with Section 110(b)(2)(D) of the TVPA | state.gov/memorandum-of-justification-consistent-with-section-110b2d-of-the-trafficking-victims-protection-act-of-2000-tvpa
W2023 | derived | 2023-08 | US Department of State | Memorandum of Justification Consistent with Section 110(b)(2)(D) of the TVPA | copy at gopher.mills.io/magical.fish/0/news/usstate/2023/08
W2024 | derived | 2024-06 | US Department of State | Memorandum of Justification Consistent with Section 110(b)(2)(D) of the TVPA | copy at gopher.mills.io/magical.fish/0/news/usstate/2024/06
R2021 | derived | | respect.international | Trafficking in Persons Report 2021 | respect.international/trafficking-in-persons-report-2021
respect-2021 | reported | | respect.international | Trafficking in Persons Report 2021 | respect.international/trafficking-in-persons-report-2021
feminist-2002 | reported | 2002-06 | feminist.org | State Department Releases Trafficking Report | feminist.org/news/state-department-releases-trafficking-report
cnn-2013 | reported | 2013-06-19 | CNN | U.S. downgrades Russia, China for anti-trafficking efforts | thecnnfreedomproject.blogs.cnn.com/2013/06/19/u-s-downgrades-russia-china-for-anti-trafficking-efforts
reuters-2015 | reported | 2015-08-03 | Reuters | Special Report: State Department watered down human trafficking report | aol.com/article/2015/08/03/special-report-state-department-watered-down-human-trafficking/21217668
reuters-hearing | reported | 2015-08-07 | Reuters | Top senator demands State Dept documents on human trafficking report | stabroeknews.com/2015/news/world/08/07/top-senator-demands-state-dept-documents-on-human-trafficking-report
briefing-2015 | official | 2015-07-27 | US Department of State | Special Briefing on the 2015 Trafficking in Persons Report | 2009-2017.state.gov/r/pa/prs/ps/2015/07/245294.htm
house-letter | reported | 2015-07-20 | Trade Law Daily | House Democrats Call Malaysia Upgrade Reports Politically Motivated | stage.tradelawdaily.com/article/2015/07/20
senate-letter | official | 2015-07 | Office of Senator Portman | Portman Cautions Against Possible Unwarranted Ranking Upgrade for Malaysia in Human Trafficking Report | portman.senate.gov/public/index.cfm/2015/7
huffpost-2015 | reported | 2015-07-15 | HuffPost | Senators Press Kerry On Slavery About-Face | huffpost.com/entry/senators-press-kerry-on-slavery-about-face_n_55a66a8ae4b04740a3de7a17
hearing-2015 | official | 2015-08-06 | US Government Publishing Office | Review of the 2015 Trafficking in Persons Report, S. Hrg. 114-808 | govinfo.gov/content/pkg/CHRG-114shrg34921
thehill-2015 | reported | 2015-09 | The Hill | House Dems want investigation of Malaysia's raised trafficking status | thehill.com/policy/finance/255272-house-dems-want-investigation-in-elevation-of-malaysias-trafficking-status
stopvaw-2016 | reported | 2016 | stopvaw.org | 2016 Trafficking in Persons (TIP) Report Reexamines Efforts to End Human Trafficking | stopvaw.org/new_report_2016_trafficking_in_persons_tip_report_reexamines_efforts_to_end_human_trafficking
state-2016 | reported | 2016 | US Department of State | 2016 Trafficking in Persons Report, country narratives | copy at docslib.org/doc/4058022
state-2017 | reported | 2017 | US Department of State | 2017 Trafficking in Persons Report, country narratives | copy at docslib.org/doc/1041424
vox-2017 | reported | 2017-06-27 | Vox | The US is blacklisting China as one of the worst human trafficking offenders in the world | vox.com/world/2017/6/27/15879494/us-blacklist-china-human-trafficking
cfr-2017 | reported | 2017-07-10 | Council on Foreign Relations | Interview on China's Tier 3 placement |
rferl-2018 | reported | 2018-06-29 | raytodd.blog, after Radio Free Europe/Radio Liberty | US report: worst human traffickers include Russia, Belarus, Iran, Turkmenistan | raytodd.blog/2018/06/29/us-report-worst-human-traffickers-include-russia-belarus-iran-turkmenistan
justice-2019 | reported | 2019-07-01 | justice-network.org | Trafficking in Persons Report 2019 | justice-network.org/2019/07/01/trafficking-in-persons-report-2019
ap-2021 | reported | 2021-07-01 | Associated Press | US hits 17 nations for not combating human trafficking | springfieldnewssun.com/nation-world/us-hits-17-nations-for-not-combating-human-trafficking
magazine-2022 | official | 2022-08 | State Magazine | Shining the spotlight on human trafficking | statemag.state.gov/2022/08/0822itn01
interim-2024 | official | 2024 | US Department of State | 2024 Trafficking in Persons Interim Assessment | state.gov
statement-2025 | official | 2025-09-29 | US Department of State | On the Release of the 2025 Trafficking in Persons Report | copy at pubt.io/view/DEECCCBF6BB623B859201CFF35D8BF2E45A44EF8
cable-2009 | official | 2009-12-01 | US Embassy Beijing | China TIP Interim Assessment 2009 | 09 BEIJING 3214
due-1-june | official | | United States Code | 22 U.S.C. 7107(b)(1) as it stood before P.L. 116-283 |
due-30-june | official | | United States Code | 22 U.S.C. 7107(b)(1) as amended by P.L. 116-283 |
period | official | | United States Code | 22 U.S.C. 7107(b)(1) as amended by P.L. 115-427 |
coverage | derived | | minutebook | Coverage of the TIP history | data/tip/README.md
""")
DISSENT = {("2015", "THA"): "F2015", ("2023", "COG"): "G2023"}
"""A source that gives another tier than the one kept: it is filed as a claim, not as a source."""
SOURCE = {row["code"]: row for row in SOURCES}

# The document behind the codes P and S of tiers.csv; the first line that fits a row counts.
DOCUMENTS = table("""
code | year | subjects | source
P2002 | | | feminist-2002
P2016 | | PHL | stopvaw-2016
P2016 | | | state-2016
P2017 | | | state-2017
P2018 | | DEU ITA POL SVK | justice-2019
P2018 | | | rferl-2018
P2019 | | | justice-2019
P2021 | | BDI BLR LSO PNG SAU | respect-2021
P2021 | | | ap-2021
S | 2012 | | cnn-2013
S | 2013 | | cnn-2013
S | 2014 | CHN | vox-2017
S | 2016 | CHN | vox-2017
S | 2017 | CHN | vox-2017
S | | | reuters-2015
""")


def cite(*codes: str, grade: str | None = None) -> list[Row]:
    """List sources as an act names them, each under its own grade unless told another."""
    fields = ("title", "publisher", "date", "locator", "grade")
    graded = [{**SOURCE[code], "grade": grade or SOURCE[code]["grade"]} for code in codes]
    return [{name: one[name] for name in fields if name in one} for one in graded]


def document(code: str, row: Row) -> str:
    """Name the source behind a code of tiers.csv."""
    if code in SOURCE:
        return code
    fitting = (
        line["source"]
        for line in DOCUMENTS
        if line["code"] == code
        and line.get("year", row["year"]) == row["year"]
        and row["iso3"] in line.get("subjects", row["iso3"]).split()
    )
    return next(fitting)


# ---------------------------------------------------------------- the form of an act

PEOPLE = table("""
name | party | person | role
blinken | d | Antony Blinken | Deputy Secretary
sherman | p | Wendy Sherman | Under Secretary for Political Affairs
finer | state | Jonathan Finer | Chief of Staff to the Secretary
sewall | j | Sarah Sewall | Under Secretary for Civilian Security, Democracy, and Human Rights
kirby | state | John Kirby | Spokesman
tillerson | state | Rex Tillerson | Secretary of State
yun | embassy-kuala-lumpur | Joseph Yun | Ambassador to Malaysia
corker | senate-foreign-relations | Bob Corker | Chairman
menendez | senate-foreign-relations | Robert Menendez | Senator
""")
PERSON = {row.pop("name"): row for row in PEOPLE}


def act(name: str, on: str, key: str, body: Json, **envelope: object) -> Json:
    """Put one act into the form that `minutebook record` takes, absent fields left out."""
    by = envelope["by"]
    line = {
        "act": name,
        "on": on,
        "occurred": envelope.get("occurred"),
        "made": "reconstructed",
        "by": PERSON.get(str(by), {"party": by}),
        "basis": envelope.get("basis"),
        "release": "public",
        "key": key,
        "body": body,
    }
    return {field: value for field, value in line.items() if value is not None}


# ---------------------------------------------------------------- 01: editions

YEARS = [str(year) for year in range(2001, 2026)]
LAST_DUE_1_JUNE = "2020"
FIRST_WITH_PERIOD = "2019"

# When an edition came out, as precisely as it is taken here, and by which sources.
PUBLISHED = {
    row["edition"]: row
    for row in table("""
edition | on | by | sources
2015 | 2015-07-27 | state | briefing-2015 reuters-2015
2017 | 2017-06-27 | tillerson | vox-2017
2021 | 2021-07-01 | state | ap-2021
2022 | 2022-07 | state | magazine-2022
2025 | 2025-09-29 | state | statement-2025 H2025
""")
}

# How much of an edition's list is here; `tiers` are those whose lists are whole.
COVERAGE = {
    row["edition"]: row
    for row in table("""
edition | extent | tiers | note
2001 | partial | | {n} placements, among them 21 of the 23 published names of Tier 3 and 11 of the 12 of Tier 1.
2002 | partial | | {n} placements of 89; one name of Tier 2 is missing.
2015 | partial | 2WL 3 | {n} placements of 188 evaluated, without the United States; the lists of the Watch List (44) and of Tier 3 (23) have the length their source prints.
2016 | partial | | {n} placements that press or memoranda happen to name; no list was found.
2017 | partial | | {n} placements that press or memoranda happen to name; no list was found.
2018 | partial | | {n} placements that press or memoranda happen to name; no list was found.
2019 | partial | | {n} placements that press or memoranda happen to name; no list was found.
2020 | complete | 1 2 2WL 3 | {n} placements, the whole list but for three Special Cases.
2021 | complete | 1 2 2WL 3 SC | {n} placements, the whole list with three Special Cases.
2022 | partial | 2WL 3 | {n} placements: the Watch List (34) and Tier 3 (22) whole, Tier 1 and Tier 2 absent.
2023 | partial | 2WL 3 | {n} placements: the Watch List (26) and Tier 3 (24) whole, at least one name of Tier 2 and the Special Cases absent.
2024 | partial | 2WL 3 | {n} placements: the Watch List (32) and Tier 3 (21) whole and Haiti as Special Case, Tier 1 and Tier 2 absent.
2025 | complete | 1 2 2WL 3 SC | {n} placements, the whole list with four Special Cases.
""")
}
FROM_STATES = {
    "extent": "partial",
    "note": "{n} placements from a data set of states, in which some states and territories are missing.",
}
DELIBERATIONS = [
    "recommendation-submitted",
    "recommendation-revised",
    "recommendation-withdrawn",
    "objection-raised",
    "objection-withdrawn",
    "concurrence-recorded",
    "dispute-escalated",
    "meeting-held",
    "decision-recorded",
    "dissent-filed",
]
DELIBERATIONS_2015 = (
    "Seventeen disputes known from one press report, seven of them by name; "
    "no document of the deliberations themselves."
)
NO_DELIBERATIONS = "No recommendation, objection, meeting or decision of this edition is held."


def edition_opened(year: str) -> Json:
    """Open an edition with the due date of its law, and its period where the law sets one."""
    body: Json = {"title": f"Trafficking in Persons Report {year}"}
    june, day = ("due-1-june", "01") if year <= LAST_DUE_1_JUNE else ("due-30-june", "30")
    laws = [june]
    if year >= FIRST_WITH_PERIOD:
        body["period"] = f"{int(year) - 1}-04-01/{year}-03-31"
        laws.append("period")
    body |= {"due": f"{year}-06-{day}", "sources": cite(*laws)}
    return act("edition-opened", f"tip/{year}", f"tip:{year}:opened", body, by="state")


def coverage(year: str, placed: int) -> Iterator[Json]:
    """Say how much of an edition is here: of its placements, and of the way to them."""
    row = COVERAGE.get(year, FROM_STATES)
    body: Json = {"acts": ["placement-published"], "extent": row["extent"]}
    if "tiers" in row:
        body["tiers"] = row["tiers"].split()
    body |= {"note": row["note"].format(n=placed), "sources": cite("coverage")}
    on, key = f"tip/{year}", f"tip:{year}:coverage"
    yield act("coverage-declared", on, f"{key}:placements", body, by="minutebook")
    extent, note = ("partial", DELIBERATIONS_2015) if year == "2015" else ("none", NO_DELIBERATIONS)
    body = {"acts": DELIBERATIONS, "extent": extent, "note": note, "sources": cite("coverage")}
    yield act("coverage-declared", on, f"{key}:deliberations", body, by="minutebook")


def edition_published(year: str) -> Json:
    """Record the day an edition came out."""
    row = PUBLISHED[year]
    title = f"Trafficking in Persons Report {year}"
    sources = cite(*row["sources"].split())
    body: Json = {"on": row["on"], "document": {"title": title}, "sources": sources}
    on, key = f"tip/{year}", f"tip:{year}:published"
    return act("edition-published", on, key, body, occurred=row["on"], by=row["by"])


def editions(rows: list[Row]) -> Iterator[Json]:
    """Yield the acts about each edition as a whole."""
    placed = Counter(row["year"] for row in rows)
    for year in YEARS:
        yield edition_opened(year)
        yield from coverage(year, placed[year])
        if year in PUBLISHED:
            yield edition_published(year)


# ---------------------------------------------------------------- 02: placements


def placements(rows: list[Row]) -> Iterator[Json]:
    """Yield one placement for each row of tiers.csv, in its order."""
    for row in rows:
        year, subject = row["year"], row["iso3"]
        agreeing = [
            code for code in row["sources"].split("+") if code != DISSENT.get((year, subject))
        ]
        codes = [document(code, row) for code in agreeing]
        on, key = f"tip/{year}/{subject}", f"tip:{year}:{subject}:placement"
        body: Json = {"tier": row["tier"], "sources": cite(*codes)}
        occurred = PUBLISHED[year]["on"] if year in PUBLISHED else year
        yield act("placement-published", on, key, body, occurred=occurred, by="state")


# ---------------------------------------------------------------- 03: the disputes of 2015

BEFORE_RELEASE = f"../{PUBLISHED['2015']['on']}"
ARTICLE = "tip:2015:evidence:special-report"

# A subject that the source does not name is `undisclosed-NN`, a party that it does not is
# `undisclosed`. That the bureau for Cuba asked for 2WL follows from its view having prevailed.
DISPUTES = table("""
subject | recommended | objector | objected | grade | outcome | rationale
MYS | 3 | undisclosed | better than recommended | reported | not-prevailed | The office's experts saw no improvement.
CUB | 3 | wha | 2WL | derived | not-prevailed | The office's experts saw no improvement.
CHN | 3 | undisclosed | better than recommended | reported | not-prevailed | The office's experts saw things grow worse.
IND | worse than 2 | undisclosed | better than recommended | reported | not-prevailed |
UZB | worse than 2WL | undisclosed | better than recommended | reported | not-prevailed |
MEX | worse than 2 | undisclosed | better than recommended | reported | not-prevailed |
THA | 3 | undisclosed | 2WL | reported | prevailed |
undisclosed-01 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-02 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-03 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-04 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-05 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-06 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-07 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-08 | undisclosed | undisclosed | undisclosed | reported | not-prevailed |
undisclosed-09 | undisclosed | undisclosed | undisclosed | reported | prevailed |
undisclosed-10 | undisclosed | undisclosed | undisclosed | reported | prevailed |
""")
DISPUTED = " ".join(row["subject"] for row in DISPUTES)

# Documents, and statements as a source gives them. Without a title the document is the source
# itself; with one, the source only tells of it. Paragraphs lie between pilcrows.
EVIDENCE = table("""
edition | name | by | occurred | about | kind | hand | source | marks | title | publisher | paragraphs
2010 | china-cable | embassy-beijing | 2009-12-01 | CHN | documentary | first | cable-2009 | UNCLASSIFIED SIPDIS | | | An interim assessment of 14 paragraphs, each marked (U). ¶ Paragraph 4: by 28 October 2009 the police are said to have solved 4,420 trafficking cases.
2013 | downgrade-reported | cnn | 2013-06-19 | CHN RUS | documentary | second | cnn-2013 | | | | China after eight years and Russia after nine on the Watch List fall to Tier 3 by the automatic rule of 2008. ¶ On China: 320 state-run institutions in which trafficking goes on, against seven shelters.
2015 | special-report | reuters | 2015-08-03 | ALL | documentary | second | reuters-2015 | | | | Rests on more than a dozen people in Washington and abroad, who are not named. ¶ Counts 17 disputes over rankings, of which J/TIP won 3: its poorest result in 15 years, where more than half is usual. ¶ Names six of the fourteen lost (Malaysia, Cuba, China, India, Uzbekistan, Mexico) and one of the three won (Thailand). ¶ Gives the clock of the law as four years running on the Watch List.
2015 | malaysia-convictions | reuters | 2015-08-03 | MYS | documentary | second | reuters-2015 | | Malaysia: convictions of traffickers | Reuters | 3 convictions in 2014, after 9 in 2013.
2015 | malaysia-graves | reuters | 2015-08-03 | MYS | physical | second | reuters-2015 | | Malaysia: mass graves | Reuters | Mass graves of migrants were discovered.
2015 | malaysia-labour | reuters | 2015-08-03 | MYS | documentary | second | reuters-2015 | | Malaysia: forced labour | Reuters | Forced labour in palm oil, construction and electronics.
2015 | cuba-missions | reuters | 2015-08-03 | CUB | documentary | second | reuters-2015 | | Cuba: medical missions | Reuters | Forced labour in the medical missions is alleged.
2015 | china-camps | reuters | 2015-08-03 | CHN | documentary | second | reuters-2015 | | China: re-education through labour | Reuters | The promise to end it was not carried through.
2015 | china-north-koreans | reuters | 2015-08-03 | CHN | documentary | second | reuters-2015 | | China: victims from North Korea | Reuters | Whether victims of trafficking from North Korea are protected.
2015 | china-narrative | state | 2015-07-27 | CHN | documentary | second | reuters-2015 | | Trafficking in Persons Report 2015: narrative on China | US Department of State | The report's own text finds no increase in efforts.
2015 | thailand-sea | reuters | 2015-08-03 | THA | documentary | second | reuters-2015 | | Thailand: labour at sea | Reuters | Forced labour at sea.
2015 | thailand-rohingya | reuters | 2015-08-03 | THA | documentary | second | reuters-2015 | | Thailand: Rohingya | Reuters | Trafficking of Rohingya.
2015 | ambassador | yun | 2015-04 | MYS | testimonial | second | reuters-2015 | | The ambassador on prosecutions in Malaysia | | Urges Malaysia to take the prosecution of traffickers more seriously.
2015 | plan-reported | reuters | 2015-07-08 | MYS | documentary | second | reuters-2015 | | News report of the plan to move Malaysia up | Reuters | The department plans to move Malaysia up in the coming report.
2015 | documents-demanded | corker | 2015-08-06 | MYS CUB | testimonial | second | reuters-hearing | | The chairman's demand for documents | | Demands every document behind the rankings, e-mails, memoranda and telephone records included. ¶ Threatens a subpoena, and consequences should anything be destroyed.
2015 | inquiry-threatened | menendez | 2015-08-06 | MYS | testimonial | second | reuters-hearing | | A senator on an inquiry by the inspector general | | Holds out a request for an inquiry, without making one.
2017 | downgrade-announced | vox | 2017-06-27 | CHN | documentary | second | vox-2017 | | | | Secretary Tillerson announces Tier 3 for China on 27 June 2017; another waiver was possible and was not used. ¶ Gives the clock of the law as two years, then Tier 3 unless waived.
2017 | china-convictions | cfr | 2017-07-10 | CHN | testimonial | second | cfr-2017 | | | | 1,756 convictions in 2016, after 2,076 in 2015.
""")

# Reported outcomes. `expect` is a tier (placement), a number, or NAME=NUMBER.
CLAIMS = table("""
edition | party | occurred | source | name | measure | subject | expect | statement
2015 | reuters | 2015-08-03 | reuters-2015 | disputes | disputes | | 17 | J/TIP and the bureaus disputed 17 rankings.
2015 | reuters | 2015-08-03 | reuters-2015 | prevailed | disputes | | prevailed=3 | J/TIP won 3 of the disputes.
2015 | reuters | 2015-08-03 | reuters-2015 | not-prevailed | disputes | | not-prevailed=14 | J/TIP lost 14 of the disputes.
2015 | reuters | 2015-08-03 | reuters-2015 | evaluated | evaluated | | 188 | The report evaluates 188 countries and territories.
2015 | reuters | 2015-08-03 | reuters-2015 | up | changes | | up=18 | 18 moved up from the report before.
2015 | reuters | 2015-08-03 | reuters-2015 | down | changes | | down=18 | 18 moved down from the report before.
2015 | reuters | 2015-08-03 | reuters-2015 | cuba-years | years-on-tier | CUB | 3=12 | Cuba had been on Tier 3 for 12 years.
2015 | cia-factbook | ../2016-11-06 | F2015 | thailand | placement | THA | 2WL | Thailand is on the Tier 2 Watch List.
2015 | cia-factbook | ../2021-05-23 | X2015 | watch-list | count-by-tier | | 2WL=44 | 44 are on the Tier 2 Watch List.
2015 | cia-factbook | ../2021-05-23 | X2015 | tier-3 | count-by-tier | | 3=23 | 23 are on Tier 3.
2020 | cia-factbook | ../2022-12-29 | X2020 | watch-list | count-by-tier | | 2WL=44 | 44 are on the Tier 2 Watch List.
2020 | cia-factbook | ../2022-12-29 | X2020 | tier-3 | count-by-tier | | 3=19 | 19 are on Tier 3.
2022 | cia-factbook | ../2023-04-03 | X2022 | watch-list | count-by-tier | | 2WL=34 | 34 are on the Tier 2 Watch List.
2022 | cia-factbook | ../2023-04-03 | X2022 | tier-3 | count-by-tier | | 3=22 | 22 are on Tier 3.
2023 | cia-factbook | ../2023-08-11 | X2023 | watch-list | count-by-tier | | 2WL=26 | 26 are on the Tier 2 Watch List.
2023 | cia-factbook | ../2023-08-11 | X2023 | tier-3 | count-by-tier | | 3=24 | 24 are on Tier 3.
2024 | cia-factbook | ../2024-08-29 | X2024 | watch-list | count-by-tier | | 2WL=32 | 32 are on the Tier 2 Watch List.
2024 | cia-factbook | ../2024-08-29 | X2024 | tier-3 | count-by-tier | | 3=21 | 21 are on Tier 3.
2025 | cia-factbook | ../2025-10-07 | X2025 | watch-list | count-by-tier | | 2WL=25 | 25 are on the Tier 2 Watch List.
2025 | cia-factbook | ../2025-10-07 | X2025 | tier-3 | count-by-tier | | 3=20 | 20 are on Tier 3.
2023 | state | 2024 | interim-2024 | watch-list | count-by-tier | | 2WL=26 | 26 were on the Tier 2 Watch List.
2023 | gvnet | 2023-06 | G2023 | congo | placement | COG | 2 | The Republic of Congo is on Tier 2.
2013 | cnn | 2013-06-19 | cnn-2013 | china-years | years-on-tier | CHN | 2WL=8 | China had been on the Tier 2 Watch List for 8 years.
2013 | cnn | 2013-06-19 | cnn-2013 | russia-years | years-on-tier | RUS | 2WL=9 | Russia had been on the Tier 2 Watch List for 9 years.
2017 | vox | 2017-06-27 | vox-2017 | china-years | years-on-tier | CHN | 2=3 | China had been on Tier 2 for the past three years.
""")

OVERSIGHT = table("""
name | on | by | occurred | kind | from | sources
senators | tip/2015/MYS | senators | 2015-07-15 | letter | 18 senators (by Senator Portman's release, he and 18 others) | reuters-2015 senate-letter huffpost-2015
house | tip/2015/MYS | house-members | 2015-07-17 | letter | 160 members of the House of Representatives | reuters-2015 house-letter
hearing | tip/2015 | corker | 2015-08-06 | hearing | Senate Committee on Foreign Relations | hearing-2015 reuters-hearing
inspector-general | tip/2015/MYS | house-members | 2015-09-28 | inquiry | Six members of the House of Representatives, to the inspector general | thehill-2015
""")

RESPONSES = table("""
name | on | by | occurred | to | sources | text
sewall | tip/2015/MYS | sewall | 2015-07-27 | claim: trade was the reason for Malaysia's placement | reuters-2015 briefing-2015 | Denies that trade was the reason.
kirby | tip/2015 | kirby | ../2015-08-03 | claim: the ratings of 2015 were politicised | reuters-2015 | The ratings are not politicised: they become final after the TIP office, the bureaus and the leadership have analysed and discussed them.
""")


def described(row: Row) -> Json:
    """Describe a document: as its source is described, or as a source tells of it."""
    if "title" not in row:
        return dict(cite(row["source"])[0])
    told = {"title": row["title"], "publisher": row.get("publisher"), "date": row["occurred"]}
    found = {name: value for name, value in told.items() if value}
    return {**found, "grade": SOURCE[row["source"]]["grade"]}


def evidence() -> Iterator[Json]:
    """Yield the documents, numbered within their editions from 1."""
    numbers: Counter[str] = Counter()
    for row in EVIDENCE:
        edition = f"tip/{row['edition']}"
        numbers[edition] += 1
        about = DISPUTED if row["about"] == "ALL" else row["about"]
        body = {**described(row), "kind": row["kind"], "hand": row["hand"]}
        if "marks" in row:
            body["marks"] = row["marks"].split()
        body["about"] = [f"{edition}/{subject}" for subject in about.split()]
        body["paragraphs"] = row["paragraphs"].split(" ¶ ")
        body["sources"] = cite(row["source"])
        on, key = (
            f"{edition}/evidence/{numbers[edition]}",
            f"tip:{row['edition']}:evidence:{row['name']}",
        )
        yield act("evidence-filed", on, key, body, occurred=row["occurred"], by=row["by"])


def meetings() -> Json:
    """Record the meetings of which three attendees are known, and neither number nor dates."""
    present = [PERSON[name] for name in ("blinken", "sherman", "finer")]
    named = [{"name": one["person"], "office": one["role"]} for one in present]
    body: Json = {
        "attendees": {"named": named, "complete": False},
        "series": True,
        "sources": cite("reuters-2015"),
    }
    on, key = "tip/2015/meeting/undisclosed", "tip:2015:meeting:undisclosed"
    return act("meeting-held", on, key, body, occurred=BEFORE_RELEASE, by="state")


def dispute(row: Row) -> Iterator[Json]:
    """Yield recommendation, objection and reported outcome of one disputed case."""
    on, key = f"tip/2015/{row['subject']}", f"tip:2015:{row['subject']}"
    first, second, third = f"{key}:recommendation", f"{key}:objection", f"{key}:outcome"
    body: Json = {"standing": row["recommended"]}
    if "rationale" in row:
        body["rationale"] = [row["rationale"]]
    body["sources"] = cite("reuters-2015")
    yield act("recommendation-submitted", on, first, body, occurred=BEFORE_RELEASE, by="jtip")
    body = {"standing": row["objected"], "sources": cite("reuters-2015", grade=row["grade"])}
    by, basis = row["objector"], [first]
    yield act("objection-raised", on, second, body, occurred=BEFORE_RELEASE, by=by, basis=basis)
    body = {"outcome": row["outcome"], "sources": cite("reuters-2015")}
    basis = [first, second, ARTICLE]
    yield act("dispute-reported", on, third, body, occurred="2015-08-03", by="reuters", basis=basis)


def claim(row: Row) -> Json:
    """Record one reported outcome, under the name of the publisher who claims it."""
    body: Json = {"claimant": SOURCE[row["source"]]["publisher"]}
    body |= {
        name: row[name] for name in ("statement", "measure", "subject", "expect") if name in row
    }
    body["sources"] = cite(row["source"])
    on, key = f"tip/{row['edition']}", f"tip:{row['edition']}:claim:{row['party']}:{row['name']}"
    return act("claim-filed", on, key, body, occurred=row["occurred"], by=row["party"])


def accounts() -> Iterator[Json]:
    """Yield who asked for an account of the rankings of 2015, and what was answered."""
    for row in OVERSIGHT:
        sources = cite(*row["sources"].split())
        body: Json = {"kind": row["kind"], "from": row["from"], "sources": sources}
        on, key = row["on"], f"tip:2015:oversight:{row['name']}"
        yield act("oversight-requested", on, key, body, occurred=row["occurred"], by=row["by"])
    for row in RESPONSES:
        sources = cite(*row["sources"].split())
        body = {"to": row["to"], "text": [row["text"]], "sources": sources}
        on, key = row["on"], f"tip:2015:response:{row['name']}"
        yield act("response-filed", on, key, body, occurred=row["occurred"], by=row["by"])


def disputes() -> Iterator[Json]:
    """Yield the evidence, the meetings, the disputes, the claims and the calls for an account."""
    yield from evidence()
    yield meetings()
    for row in DISPUTES:
        yield from dispute(row)
    yield from map(claim, CLAIMS)
    yield from accounts()


# ---------------------------------------------------------------- 04: waivers

DELEGATION = "tip:authority:waiver:2010"

# `found` are the findings that the text read says in so many words.
MEMORANDA = table("""
report | source | occurred | subjects | also | found | paragraph
2018 | W2018 | 2018 | CUB KWT NER SAU SEN SWZ | HKG | plan resources_found | Justifies a waiver for six countries, and one for Hong Kong that depends on how the split recommendations of J/TIP and EAP are resolved.
2023 | W2023 | ../2023-08 | HTI TTO ZAF | | plan resources_found | Justifies a waiver for three countries.
2024 | W2024 | ../2024-06 | GAB KWT MDG SRB | | plan | Justifies a waiver for four countries.
""")


def delegation() -> Json:
    """Record since when the Secretary may waive in the President's place."""
    body: Json = {
        "from": "president",
        "to": "secretary",
        "power": "waiver of automatic downgrade",
        "from_date": "2010-09-20",
        "sources": cite("W2018", "W2023", "W2024", grade=OFFICIAL),
    }
    by, occurred = "president", "2010-09-20"
    return act("authority-delegated", "tip", DELEGATION, body, occurred=occurred, by=by)


def memorandum(row: Row) -> Json:
    """Record one memorandum of justification as evidence."""
    edition, sources = f"tip/{row['report']}", cite(row["source"], grade=OFFICIAL)
    subjects = f"{row['subjects']} {row.get('also', '')}".split()
    body: Json = {
        **sources[0],
        "kind": "documentary",
        "hand": "first",
        "about": [f"{edition}/{subject}" for subject in subjects],
        "paragraphs": [row["paragraph"]],
        "sources": sources,
    }
    on, key = f"{edition}/evidence/1", f"tip:{row['report']}:evidence:waiver-memorandum"
    return act("evidence-filed", on, key, body, occurred=row["occurred"], by="state")


def waiver(report: str, subject: str, occurred: str, body: Json, *basis: str) -> Json:
    """Record one waiver by the Secretary, for one report."""
    on, key = f"tip/{report}/{subject}", f"tip:{report}:{subject}:waiver"
    body = {"reports": [int(report)], **body}
    basis = (DELEGATION, *basis)
    return act("waiver-granted", on, key, body, occurred=occurred, by="secretary", basis=basis)


def waivers() -> Iterator[Json]:
    """Yield the delegation of the power, the memoranda, and each waiver that a source names."""
    yield delegation()
    yield from map(memorandum, MEMORANDA)
    yield waiver("2016", "CHN", "2016", {"sources": cite("vox-2017")})
    for row in MEMORANDA:
        found: Json = dict.fromkeys(row["found"].split(), True)
        body: Json = {**found, "sources": cite(row["source"], grade=OFFICIAL)}
        for subject in row["subjects"].split():
            basis = f"tip:{row['report']}:evidence:waiver-memorandum"
            yield waiver(row["report"], subject, row["occurred"], body, basis)


# ---------------------------------------------------------------- files


def write(name: str, acts: Iterable[Json]) -> None:
    """Write acts as JSON Lines in UTF-8, with line feeds on every system."""
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in acts)
    (HERE / name).write_text(lines, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the four files beside this one."""
    with (HERE / "tiers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    write("01-editions.jsonl", editions(rows))
    write("02-placements.jsonl", placements(rows))
    write("03-disputes-2015.jsonl", disputes())
    write("04-waivers.jsonl", waivers())


if __name__ == "__main__":
    main()
