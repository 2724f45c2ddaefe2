"""Singular and plural of English search words, for those who propose the other of the two.

Regular endings by rule, the field's common irregular words by table. Words without a plural that anybody would search for
("health", "music"), and words that only look like one ("caries", "diabetes"), give nothing: none is better than a wrong one.
"""

from __future__ import annotations

import re

_IRREGULAR = {
    "child": "children", "grandchild": "grandchildren", "schoolchild": "schoolchildren", "stepchild": "stepchildren",
    "man": "men", "woman": "women", "person": "people", "foot": "feet", "tooth": "teeth", "mouse": "mice", "ox": "oxen",
    "midwife": "midwives", "wife": "wives", "housewife": "housewives", "life": "lives", "knife": "knives", "half": "halves",
    "leaf": "leaves", "loaf": "loaves", "analysis": "analyses", "diagnosis": "diagnoses", "prognosis": "prognoses",
    "crisis": "crises", "thesis": "theses", "hypothesis": "hypotheses", "metastasis": "metastases",
    "criterion": "criteria", "phenomenon": "phenomena", "bacterium": "bacteria", "stimulus": "stimuli", "virus": "viruses",
    "movie": "movies", "calorie": "calories", "cookie": "cookies", "selfie": "selfies", "bruise": "bruises",
    "nurse": "nurses", "purse": "purses", "house": "houses", "use": "uses", "case": "cases", "phase": "phases",
    "disease": "diseases", "increase": "increases", "response": "responses", "course": "courses", "exercise": "exercises",
    "bus": "buses", "focus": "focuses", "campus": "campuses", "fetus": "fetuses", "headache": "headaches",
    "toothache": "toothaches", "cache": "caches", "louse": "lice", "index": "indices",
    "appendix": "appendices", "vertebra": "vertebrae",
    "crutch": "crutches", "stomach": "stomachs", "potato": "potatoes", "tomato": "tomatoes", "hero": "heroes",
    "embryo": "embryos",
}  # fmt: skip
_SINGULAR = {many: one for one, many in _IRREGULAR.items()}
# No other number that is searched for: what cannot be counted, and singulars that end as plurals do.
_NONE = frozenset(
    """aids always bedding biceps caries citrus clothing diabetes elderly equipment faeces feces fish food forceps furniture
    gait hair herpes homework housing hypnosis information insomnia laundry lens literature machinery means measles
    milk mobility money mumps music news nowadays nursing outreach personnel
    perhaps pertussis police poverty rabies research rickets
    salad scabies series sheep shingles sleep software species staff sugar tetanus thrush trousers water weather work
    youth adolescence infancy obesity puberty autism dementia delirium""".split()
)
_UNCOUNTED = re.compile(
    r"(?:ness|ship|ity|ics|ism|ing|hood|ance|ence|care|health|advice|sis|us|ss|ly|ed|al|ic|ive|ous|ful|ible|tion|sion|ment|as|logy|nomy|graphy|pathy)$"
)
# Words with such an ending that are counted all the same.
_COUNTED = frozenset(
    """hospital trial animal individual referral professional meal goal portal manual signal festival ritual journal proposal
    appraisal rival clinic medic topic epidemic pandemic antibiotic relative incentive initiative objective detective
    laxative sedative additive preservative intervention medication vaccination infection institution population
    hospitalization hospitalisation admission readmission condition prescription amputation injection restriction question
    occupation transition complication consultation profession session assessment treatment appointment placement
    instrument supplement apartment department environment impairment building setting meeting sibling evening morning""".split()
)


def other_number(word: str) -> str | None:
    """The plural of a singular, or the singular of a plural, in small letters; None where the word tells nothing."""
    if word in _IRREGULAR or word in _SINGULAR:
        return _IRREGULAR.get(word) or _SINGULAR[word]
    if word.endswith("s") and word[:-1] in _COUNTED:
        return word[:-1]
    if len(word) < 4 or not word.isalpha() or not word.isascii() or word in _NONE:
        return None
    if _UNCOUNTED.search(word) and word not in _COUNTED:
        return None
    return _one_of(word) if word.endswith("s") else _many_of(word)


def _one_of(word: str) -> str | None:
    if word.endswith("ies"):
        return f"{word[:-3]}y" if len(word) > 5 else word[:-1]
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


def _many_of(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh", "x", "z")) else f"{word}s"
