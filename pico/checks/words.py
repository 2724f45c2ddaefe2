"""Word lists of the checks: PubMed's stop words (its user guide), outcomes, spellings on both sides of the Atlantic."""

from __future__ import annotations

import re

STOP_WORDS = frozenset(
    """a about again all almost also although always among an and another any are as at be because been before being
    between both but by can could did do does done due during each either enough especially etc for found from further had
    has have having here how however i if in into is it its itself just kg km made mainly make may mg might ml mm most
    mostly must nearly neither no nor obtained of often on our overall perhaps pmid quite rather really regarding seem seen
    several should show showed shown shows significantly since so some such than that the their theirs them then there
    therefore these they this those through thus to upon use used using various very was we were what when which while with
    within without would""".split()
)
# Words of outcomes: a block of these narrows a search by what studies measured, which abstracts often leave out.
OUTCOMES = frozenset(
    """mortality death deaths survival outcome outcomes effect effects effectiveness efficacy impact satisfaction cost costs
    quality-of-life qol wellbeing well-being hospitalization hospitalisation hospitalizations readmission readmissions
    independence adherence compliance benefit benefits harm harms safety""".split()
)
OUTCOME_PHRASES = (
    "quality of life",
    "activities of daily living",
    "treatment outcome",
    "length of stay",
    "adverse event",
)
FILTER_FIELDS = frozenset(
    "pt sb filter la dp ppdat epdat edat crdt lr mhda dcom sh uid pmcid aid lid au 1au lastau fau auid cn ir fir ad ta jid is"
    " vi ip pg gr si pl".split()
)
PREFIXES = (
    "pre",
    "post",
    "non",
    "anti",
    "multi",
    "inter",
    "intra",
    "co",
    "sub",
    "semi",
    "self",
    "tele",
    "follow",
    "on",
)

# American ending or letters -> British, both ways. Whole words, so that none is made of chance letters.
_PAIRS = """behavior/behaviour color/colour labor/labour tumor/tumour favor/favour neighbor/neighbour harbor/harbour odor/odour
    humor/humour rumor/rumour vapor/vapour center/centre fiber/fibre liter/litre meter/metre theater/theatre
    pediatric/paediatric pediatrics/paediatrics pediatrician/paediatrician gynecology/gynaecology orthopedic/orthopaedic
    anemia/anaemia anesthesia/anaesthesia hemorrhage/haemorrhage hematology/haematology ischemia/ischaemia
    leukemia/leukaemia edema/oedema esophagus/oesophagus estrogen/oestrogen fetal/foetal fetus/foetus diarrhea/diarrhoea
    celiac/coeliac cesarean/caesarean etiology/aetiology feces/faeces hemoglobin/haemoglobin hypoglycemia/hypoglycaemia
    hyperglycemia/hyperglycaemia toxemia/toxaemia counseling/counselling counselor/counsellor modeling/modelling
    labeling/labelling traveling/travelling program/programme programs/programmes tire/tyre aging/ageing judgment/judgement
    enrollment/enrolment fulfillment/fulfilment skillful/skilful defense/defence practice/practise mold/mould sulfur/sulphur
    gray/grey analog/analogue catalog/catalogue dialog/dialogue"""
VARIANTS: dict[str, str] = {}
for _pair in _PAIRS.split():
    _one, _other = _pair.split("/")
    VARIANTS[_one], VARIANTS[_other] = _other, _one
_IZE = re.compile(r"^(\w{3,}?)(is|iz)(e|ed|es|ing|ation|ations|er|ers)$")
_NOT_IZE = frozenset(
    """exercise exercised exercises exercising advise advised advises advising promise premise premises size sized sizes seize
    prize prizes precise concise disease raise raised raises rise rises wise otherwise likewise noise poise praise cruise
    bruise bruises surprise surprised comprise comprised compromise compromised revise revised televised supervise supervised
    supervises supervising advertise advertised devise devised disguise enterprise expertise exercising franchise improvise
    merchandise visit raising rising arise arising arises advisers adviser supervisor exercisers exerciser paradise treatise
    paralysis citizen horizon capsize assize baptize""".split()
)


def variant(word: str) -> str | None:
    """The same word as it is spelt on the other side of the Atlantic; a `*` at its end stays."""
    stem, star = (word[:-1], "*") if word.endswith("*") else (word, "")
    if stem in VARIANTS:
        return VARIANTS[stem] + star
    for one, other in VARIANTS.items() if star else ():
        if len(stem) >= 5 and one.startswith(stem) and not other.startswith(stem):
            return other[: max(4, len(stem) + len(other) - len(one))] + "*"
    match = _IZE.match(stem)
    if match is None or stem in _NOT_IZE or len(stem) < 7:
        return None
    return f"{match[1]}{'iz' if match[2] == 'is' else 'is'}{match[3]}{star}"
