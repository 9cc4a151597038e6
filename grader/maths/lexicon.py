"""The words that stand in and around students' formulas, in French and English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "f": "f",
        **dict.fromkeys(["tanh", "th", "tgh"], "tanh"),
        "exp": "exp",
        **dict.fromkeys(["min", "minimum"], "min"),
        **dict.fromkeys(["max", "maximum"], "max"),
        **dict.fromkeys(["prelu"], "f"),
        "relu": "relu",
        "abs": "abs",
        **dict.fromkeys(["cosh", "ch"], "cosh"),
        **dict.fromkeys(["sinh", "sh"], "sinh"),
        "sech": "sech",
        **dict.fromkeys(["heaviside", "step", "echelon"], "step"),
        **dict.fromkeys(["indicator", "indicatrice"], "indicator"),
        "activation": "f",
        "act": "f",
        **{name: name for name in ("sin", "cos", "sqrt", "sigmoid", "softmax", "softplus", "sign", "erf")},
        **dict.fromkeys(["tan", "tg"], "tan"),
        **dict.fromkeys(["ln", "log"], "log"),
        **dict.fromkeys(["arctan", "atan"], "arctan"),
        **dict.fromkeys(["artanh", "arctanh", "atanh", "argth"], "artanh"),
        **dict.fromkeys(["racine", "rac"], "sqrt"),
        **dict.fromkeys(["sigmoide", "logistic", "logistique"], "sigmoid"),
        "sgn": "sign",
    }
)
APPLIED = frozenset(
    [
        "sign",
        "racine",
        "rac",
        "erf",
        "tan",
        "tg",
        "sin",
        "log",
        "sigmoide",
        "sigmoid",
        "softmax",
        "logistique",
    ]
)
"""Names of functions that are words of a sentence too, unless an argument or a prime follows."""
KEYWORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(["si", "if", "quand", "lorsque", "lorsqu", "when", "whenever", "ssi"], "if"),
        **dict.fromkeys(["sinon", "else", "otherwise", "ailleurs", "autrement", "elsewhere"], "else"),
        **dict.fromkeys(["et", "and", "puis"], "and"),
        **dict.fromkeys(["pour", "for", "pr", "forall"], "for"),
        **dict.fromkeys(["alors", "then"], "then"),
        **dict.fromkeys(["vaut", "vaux", "valent", "equals", "egale", "egal", "equal"], "="),
        **dict.fromkeys(["dans", "in"], "∈"),
        **dict.fromkeys(["negatif", "negative", "negatifs"], "negative"),
        **dict.fromkeys(["positif", "positive", "positifs"], "positive"),
    }
)
RATES = frozenset(("lr pas eta taux step rate learning eps mu lambda nu gamma rho beta tau kappa").split())
COUNTLESS = RATES - {"learning"}
"""Names of the step, which bear no number of a neuron."""
LOSSES = frozenset(["J", "L", "E", "C", "Loss", "loss", "cost", "Cost", "Err", "perte", "Perte", "cout"])
QUANTITIES = frozenset(["w", "s", "o", "x", "y", "alpha"])
SLOPES = frozenset(["alpha", "a"])
ERROR_NAMES = frozenset(["delta", "e", "E", "err", "erreur", "error", "Err", "epsilon", "Delta", "eps"])
"""Names that students give to an error, of which each may mean another."""
WORDS = frozenset(
    (
        "a ai ainsi apres as at au aussi autre autres aux avant avec avons be been bias biais branche "
        "branches but by ca calcul calcule calculer car ce cela celle celui cependant ces cet cette "
        "chacun chain chaine chaque chose classe comme comment contre couche couches d'abord dans de "
        "depend depuis derive derivant derivation derivative derive derivee derivees des descente deux "
        "devant developpant developpe developper dire direct direction do does donc donne donnee dont du "
        "each elle en encore enfin engendree enter entree entrees entre equation equations erreur "
        "erreurs error errors est etape etre eux every exemple expression expressions fait fct faut "
        "final finalement first fois fonction fonctions formula formule formules from function gives "
        "given gradient gradients has have hence here hidden how ici idee idem il ils in input inputs is "
        "it its itself je kernel la label labels layer layers le les leur leurs like loi lui ma mais "
        "meme mise mon multiplie multiplier n'est nd ne neuron neurone neurones neurons nos notation "
        "note notes nous new obtenir obtenons obtient obtiens of on or ou output outputs over par parent "
        "parents parameter parametre part pas-de perte plus poids pose posant posons pouvoir precedent "
        "precedente prend product produit propagation puisque qu que qui rappel regle remplace "
        "remplacant remplacer respect result resultat retropropagation retropropage reviens right rule "
        "sa same sans se sera ses si so soit somme son sont sortie sorties sous step substituting such "
        "suit suivant suivante sum sur tel telle that the their them then there these they this thus to "
        "tous tout toute toutes trois trouve un une unit update updated use used using valeur valeurs "
        "value values vers via voici voir was we weight weights were where which with words y you "
        "meilleur ne-pas car cas cases avons remarque note notons notant derivons rappelons sachant puis "
        "ensuite local locale locaux total totale partie parties autrement-dit notamment activation "
        "hyper terme termes term terms facteur facteurs fin meth question reponse answer pareil "
        "similarly identique similaire semblable premier premiere deuxieme second seconde dernier "
        "derniere quatre un deux trois generic generique cas sais plus rien pas ni non oui yes no not "
        "avoir nul nulle null zero unshifted rate"
    ).split()
)


def fold(run: str) -> str:
    """A run of letters without accents or capitals.

    >>> fold("Dérivée")
    'derivee'
    """
    if run.isascii():
        return run.lower()
    return "".join(c for c in unicodedata.normalize("NFD", run) if not unicodedata.combining(c)).lower()
