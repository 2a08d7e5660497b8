"""The levels of formal education, and the words that name them."""

from __future__ import annotations

import re
from enum import StrEnum

from jiufang.text.view import plain_view


class Degree(StrEnum):
    """Levels of formal education, ordered."""

    NONE = "none"
    HIGH_SCHOOL = "high_school"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"

    @property
    def rank(self) -> int:
        """Return 0 for none up to 5 for a doctorate."""
        return list(Degree).index(self)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Degree) else NotImplemented

    # `str` brings its own comparisons, which total_ordering leaves alone: "bachelor" < "high_school" by letters.
    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Degree) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Degree) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Degree) else NotImplemented


# A dotted abbreviation is read with or without its dots and blanks: B.Sc., BSc, B. Sc, B.S.c.
_ABBREVIATIONS = {
    Degree.DOCTOR: "PhD DPhil EdD DBA DNP PharmD JD SJD JSD MD DDS DMD DVM DSc ScD DrPH DEng EngD PsyD DPT DO LLD DrIng DrMed DrRerNat AuD ThD DMin DMA DClinPsy DNAP DHSc DTech",
    Degree.MASTER: "MBA EMBA MSc MS MA MEng MPhil MRes LLM MPA MPH MSN MSW MFA MEd MCom MTech MCA MArch MPAcc MIB MIS MFin MHA MAT MST MMus MTI MEM DEA DESS MPharm MPharmSc MChem MPhys MMath MMaths MSci MBiol MBiochem MComp MInf MSt MLitt MTh MDiv MPsych MClinPsych MMEd MSCS MSEE MSME MSCE MSIS MSIT MSF MSA MAcc MAcy MPAc MPP MURP MUP MLIS MLS MIA MIM MHRM MHRIR MSEd MDes MASc MMgt MAppSc MSPH MHS MHSc MNurs MOT MSLP MBiotech MEcon MAEcon MSSc MSocSc MPlan MEnv",
    Degree.BACHELOR: "BSc BS BA BEng BE BTech BBA BCom BComm BSN BEd BFA BArch BCA LLB MBBS MBChB BDS BPharm BPharma BAS BNurs BHSc BSBA BSE BSEE BSME BSCS BSW BMus BIT BAcc BDes BHM BVSc BLA BPsych ABEE AB BComp BCompSc BASc BAppSc BEcon BEc BSocSc BPhil BMath BMid BMidwif BEngTech BSIT BSIS BSHM BSHRM BSCE BSChE BSPharm BSMLS BIS BJourn BMedSc BMBS MBBCh BAgr BAgrSc BDent BOptom BPhysio BTh BMgt BBus BAcct BAccy BInfTech BEnvSc BPlan BHlthSc BSocW BScN BPE BPEd BMS BMM BNS BAEcon BSocSci BCS BHRM BTourism",
    Degree.ASSOCIATE: "HND HNC AAS AS AA ADN ASN BTS DUT FdSc FdA AAB",
    Degree.HIGH_SCHOOL: "GED GCSE GCSEs SSC HSC BEP CAP",
}
_PHRASES = {
    Degree.DOCTOR: r"doctor(?:ate|al)?\b(?: of)?(?! (?:of the|who|visits|appointments))|ph\.? ?d\b\.?|juris doctor|doktor(?:at)?\b|promotion(?: zum|(?=\s*[(,]))|dr\. ?(?:rer|med|phil|jur|oec|ing)\b|doctorat|doctorado|dottorato|博士",
    Degree.MASTER: r"master(?:'s|s)?(?: of| in| degree|'s degree)\b|master's|masters\b|\bmaster\b(?= \w)|magister|mag\. ?\w+|diplom(?:-| )?(?:ingenieur|kaufmann|kauffrau|informatiker|physiker|volkswirt|betriebswirt|psychologe)\w*|dipl\.[- ]?ing\.?|\bdiplom\b|diplomarbeit|staatsexamen|ma[îi]trise|maestr[íi]a|m[áa]ster (?:en|universitario)|laurea magistrale|mestrado|dipl[ôo]me d'ing[ée]nieur|硕士|专硕|学硕(?!士)|本硕连读|硕博连读|研究生(?!助教|干事|部)|工商管理硕士|修士|магистр|magisterexamen|civilingenj[öo]r|cand\. ?\w+|master 2\b",
    Degree.BACHELOR: r"bachelor(?:'s|s)?\b(?:(?: of| in| degree)\b)?|bach?elor of|baccalaureate degree|undergraduate degree|licence\b(?= (?:de|en|professionnelle|lettres|droit))|licenciatura|licenciad[oa]|\bgrado en|ingenier[íi]a|laurea\b(?! mag)|bacharelado|本科|学士|大学文化|专升本|双学位|第二学位|学位班|licencjat|бакалавр|kandidatexamen|hbo[- ]bachelor|laurea triennale|dut[- ]?licence",
    Degree.ASSOCIATE: r"(?:associate|asociate|associat)(?:'s)?(?:(?: of| in| degree)\b)|associate's|higher national diploma|foundation degree|advanced diploma|polytechnic diploma|大专|专科(?!医|护|门|学校)|五专|二专|高职(?!院|校)|副学士|高级技师学院|高等职业教育|t[ée]cnico superior|ciclo formativo de grado superior|btec higher|level 5 diploma",
    Degree.HIGH_SCHOOL: r"high[- ]school(?: (?:diploma|graduate|certificate|education))?|secondary school|senior secondary|higher secondary|a[- ]levels?\b|gce\b|abitur|matura\b|baccalaur[ée]at\b(?! degree)|bachillerato|ged\b|matric(?:ulation)?\b|o[- ]levels?\b|vocational (?:diploma|certificate|school)|practical nursing diploma|trade school|bac (?:pro|s|es|l)\b|berufsausbildung|ausbildung zum|ausbildung zur|高中|中专|中技|职高|技校|职业高中|中职|普高|中等专业|(?:nvq|btec|svq|city & guilds)(?:[- ](?:national|extended))?(?:[- ](?:level|diploma)[- ]?[23]?)*|\bt[- ]levels?\b|(?:c ?& ?g|city (?:&|and) guilds)[^,;\n]{0,20}?level [23]\b|leaving certificate|hkdse|hkcee|waec|wassce|kcse|igcses?|international baccalaureate|ib diploma|fachhochschulreife|mittlere reife|realschulabschluss|hauptschulabschluss|bachiller\b|maturit[àa]|class xii\b|12th (?:grade|standard)|10\+2\b|(?<!华)中师(?!范|大)",
}
_NOT = re.compile(
    r"post[- ]?graduate (?:diploma|certificate)|pg(?:dip|cert)\b|scrum ?master|masters? of the |masters (?:swim|athlet|row|track|tournament|games|league|team|champion|cycl|runn)\w*|web ?master|post ?master|master ?(?:data|class|plan|electrician|chef|plumber|budget|craftsman|schedule|production|batch)|master's level|headmaster|"
    r"MS (?:Office|Excel|Word|Project|Access|Teams|SQL|Dynamics|PowerPoint|Windows|Azure)|AS/400|AS (?:a|an|the|well|of)\b|BE (?:a|able)\b|associate (?:professor|dean|director|editor|attorney|manager|consultant|engineer)|本科(?:生)?(?:教学|课程|毕业论文|层次学生|教育见习)|研究生(?:助教|导师)|"
    r"高中(?!(?:毕业|学历|文凭|\s|$|[,，。;；、/|)）(（]))|博士后|(?:在职)?研究生(?= ?[(（]?无学位)",
    re.IGNORECASE,
)


def _abbreviation(word: str) -> str:
    letters = [re.escape(c) for c in word]
    body = letters[0] + "".join((r"\.? ?" if c[-1].isupper() else r"") + c for c in letters[1:])
    # AS, BE, MS, MA, DO … are words, states and products as well: capitals only, and no lower-case neighbour glued on.
    return rf"(?<![A-Za-z.&/]){body}\.?(?:\(?Hons?\.?\)?)?(?![A-Za-z+#&]|/4)"


_BY_ABBREVIATION = {
    level: re.compile("|".join(_abbreviation(w) for w in sorted(words.split(), key=len, reverse=True)))
    for level, words in _ABBREVIATIONS.items()
}
_BY_PHRASE = {level: re.compile(phrase, re.IGNORECASE) for level, phrase in _PHRASES.items()}


def find_degrees(text: str) -> list[tuple[int, int, Degree]]:
    """Return (start, end, level) of each word in a text that names a degree, in order, without overlaps.

    A postgraduate diploma is no master's, a post-doctorate no degree, and 高中物理 names a subject.

    Args:
        text: any text, Chinese or Western; offsets count its code points.
    """
    view = plain_view(text)
    taken = [m.span() for m in _NOT.finditer(view)]
    found = [(m.start(), m.end(), level) for level, pattern in _BY_PHRASE.items() for m in pattern.finditer(view)]
    found += [(m.start(), m.end(), level) for level, pattern in _BY_ABBREVIATION.items() for m in pattern.finditer(view)]
    kept: list[tuple[int, int, Degree]] = []
    for start, end, level in sorted(found, key=lambda f: (f[0] - f[1], f[0], f[2].rank)):
        if all(end <= a or start >= b for a, b in taken):
            taken.append((start, end))
            kept.append((start, end, level))
    return sorted(kept)
