"""Everyday words of French and English: small words, students' abbreviations, negations, boundaries."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL_WORDS = _words(
    """
    a ai ainsi alors apres as au aussi autre autres aux avait avant avec avoir c ca car ce ceci cela celle celles celui
    ces cet cette ceux chaque ci comme d dans de deja depuis des dire donc dont du elle elles en encore enfin ensuite
    entre est et etait etant etc ete etre eux fait faire faut il ils j je jusqu jusque l la le les leur leurs lors
    lorsqu lorsque lui m ma mais me mes moi mon ne n ni non nos notre nous on ont or ou par parce pas peu peut peuvent
    plus pour pourquoi puis puisqu puisque qu quand que quel quelle quels quelles qui quoi s sa sans sauf se selon sera
    ses si sinon soi soit son sont sous sur t ta tandis te tel telle tels tes toi ton toujours tous tout toute toutes
    tres tu un une va vers via vont vos votre vous y jamais aucun aucune rien afin celui-ci meme memes lequel laquelle
    lesquels lesquelles cas doit doivent avons serait permet permettent
    about after all also am an and any are as at be because been before being but by can could did do does doing each
    for from had has have having he her here him his how i if in into is it its itself just may more most my no nor not
    of off only or other our out over own same she should so some such than that the their them then there these they
    this those through to too under until up very was we were what when where whereas which while who whom why will
    with would you your it's let get gets got one
    """
)

DETERMINERS = _words(
    "un une le la les des du de d l ce cet cette ces son sa ses leur leurs au aux the a an of to à dans in with avec "
    "pour for par by sur on chaque each every mes mon nos notre its their his"
)

ABBREVIATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        short: tuple(long.split())
        for short, long in {
            "pb": "probleme", "pbs": "problemes", "pbm": "probleme", "bcp": "beaucoup", "bp": "beaucoup",
            "ds": "dans", "qd": "quand", "kan": "quand", "kand": "quand", "tt": "tout", "ts": "tous", "mm": "meme", "memes": "meme",
            "pcq": "parce", "pck": "parce", "psk": "parce", "psq": "parce", "dc": "donc", "tjs": "toujours",
            "tjrs": "toujours", "tps": "temps", "pr": "pour", "ya": "a", "nb": "nombre", "nbre": "nombre",
            "fct": "fonction", "fcts": "fonctions", "fonct": "fonction", "cste": "constante", "cst": "constante",
            "avc": "avec", "pdt": "pendant", "plu": "plus", "san": "sans", "ki": "qui", "ke": "que", "kon": "que",
            "kil": "que", "cest": "est", "c": "est", "sest": "est", "diff": "different", "diffs": "differents",
            "differt": "different", "cad": "donc", "img": "image", "imgs": "images", "rsx": "reseaux",
            "rzo": "reseau", "jms": "jamais", "jamai": "jamais", "gd": "grand", "svt": "souvent", "qq": "quelque",
            "qqn": "quelqu", "qqch": "quelque", "param": "parametre", "params": "parametres", "var": "variable",
            "vars": "variables", "ops": "operation", "op": "operation", "coef": "coefficient", "vrmt": "vraiment",
            "coefs": "coefficients", "coeff": "coefficient", "coeffs": "coefficients", "moy": "moyenne",
            "act": "activation", "grad": "gradient", "grads": "gradients", "deriv": "derivee", "dist": "distance",
            "pic": "image", "pics": "images", "nan": "non", "nn": "non", "maj": "mise", "appr": "apprentissage",
            "entrainemt": "entrainement", "tf": "tensorflow", "py": "python", "ph": "placeholder", "tensors": "tenseur",
            "1er": "premier", "1ere": "premiere", "1ers": "premiers", "1eres": "premieres", "1st": "first",
            "2e": "deuxieme", "2eme": "deuxieme", "2nd": "second", "2nde": "seconde", "2ieme": "deuxieme",
            "3e": "troisieme", "3eme": "troisieme", "3rd": "third", "limg": "image", "wt": "weight", "wts": "weights",
            "poid": "poids", "reco": "reconnaissance", "exec": "execute", "pt": "point", "pts": "points", "val": "valeur",
            "vals": "valeurs", "nv": "nouveau", "nvx": "nouveaux", "nvl": "nouvelle", "nvlle": "nouvelle",
            "nvlles": "nouvelles", "classif": "classification", "ac": "avec", "ss": "sans", "ms": "mais",
            "tte": "toute", "ttes": "toutes", "chq": "chaque", "pls": "plusieurs", "mtn": "maintenant",
            "mnt": "maintenant", "ns": "nous", "carac": "caracteristique", "caracs": "caracteristiques",
            "dim": "dimension", "dims": "dimensions", "lbl": "label", "lbls": "labels", "algos": "algorithmes",
            "retroprop": "retropropagation", "grd": "grand", "gde": "grande", "grds": "grands", "gds": "grands",
            "vect": "vecteur", "cond": "condition", "conv": "convolution", "convs": "convolutions", "dilat": "dilatee",
        }.items()
    }
)  # fmt: skip

NEGATION_PAIRS = _words("pas plus jamais aucun aucune rien ni personne guere point nullement")
"""What follows "ne" in a negation; "que" makes a restriction of it, nothing makes it an expletive."""

AVOIDERS = (
    "evit", "empech", "supprim", "elimin", "prevent", "avoid", "remedi", "resou", "resolv", "solv", "contourn",
    "echapp", "surmont", "overcom", "remov", "suppress",
)  # fmt: skip
"""Stems of verbs that deny what they govern: "évite la saturation"."""

DIMINISHERS = ("moins", "less", "fewer", "lower", "reduc", "redui", "diminu", "limit", "baiss", "minimis")
"""Stems of words that deny a risk: "moins de risque que"."""

RISKS = ("risque", "risk", "chance", "danger", "probleme", "problem", "souci", "possibilit")

BREAKERS = _words(
    "mais car donc parce puisque puisqu alors tandis pcq because but whereas while since though although however so "
    "cependant pourtant neanmoins or toutefois puis ensuite then sinon otherwise else contrairement unlike"
)
"""Words that open a new clause."""

COMPARERS = _words(
    "contrairement unlike comparee compare compared versus vs opposed inverse difference rapport contraste"
)

RESERVED_FROM_TYPOS = _words(
    """
    valeur valeurs classe classes passe passer masse basse poids point points partie parties porte forme formes reste
    petit petite petits grand grande image images couche couches bord bords nombre marge large charge sortie sorties
    entree entrees premier premiere nouveau nouvelle donner donne donnees monde simple simples exemple exemples
    figure nature mesure lecture facteur facteurs vecteur vecteurs secteur moteur auteur hauteur couleur couleurs
    concours signature signatures base bases live lives living depasse depassent
    apres avant contre entre encore depuis ensuite ensemble pouvoir savoir devoir avoir faire mettre prendre
    vraie vrai faux fausse fait faits droite droit gauche haut hauts plein vide place pente perte pertes tente
    learn least leave layer later large small value values class place point shape share state stage start
    train brain drain input output weight height label table stable noise loss less near clear great greater
    tensor sensor vector factor change charge chance where there these those their other another after before
    """
)
"""Words never read as a misspelling of another one."""

DEGREES = _words("plus moins aussi autant mieux meilleur meilleure pire meme memes more less better as")
"""Words after which "que" compares."""
