"""Parts of speech of frequent words: nouns, verbs, adjectives of lectures and exams, by number, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NOUN, NOUNS, VERB, VERBS, ADJECTIVE, ADJECTIVES, PARTICIPLE, INFINITIVE, ADVERB = (
    "noun", "nouns", "verb", "verbs", "adj", "adjs", "done", "-ir", "adv",
)  # fmt: skip
E_NOUN, E_NOUNS, E_VERB, E_VERBS, E_ADJECTIVE, E_PARTICIPLE, E_ADVERB = (
    "n", "ns", "v", "vs", "ad", "-ed", "more",
)  # fmt: skip

_NAMES = "imagenet alexnet resnet inception vgg ilsvrc kaggle cifar cifar10 mnist svm cnn tensorflow keras pytorch caffe adam"
_WORDS = {
    NOUN: "init couple manque chose grace fuite mode masque contexte victoire bout humain expert depart abord float "
    "int bool ndarray string tuple cle booleen logiciel article approche arete graphisme courbe nuage piece "
    "reseau gradient neurone classe valeur image couche biais graphe perte python alpha objet label "
    "fonction paire "
    "activation session operation sortie noyau marge pente parametre entrainement apprentissage derivee seuil taille "
    "espace erreur filtre modele categorie tableau ecart facteur convolution droite terme base representation moitie "
    "partie execution variable optimiseur methode tenseur hyperplan somme entree probleme pb cote pixel frontiere "
    "extraction exemple personne reconnaissance forme objectif resultat action condition branche unite information "
    "indice rapport succes raison coup retropropagation retour disparition evanouissement exponentielle ressemblance "
    "similarite entropie face niveau contour saturation moyenne signe tache materiel progres calcul tanh relu prelu "
    "loss placeholder batch dropout gpu dict kernel champ trou padding visage cerveau debut fin facon point code "
    "puissance architecture bibliotheque librairie framework outil dictionnaire contraste poids besoin distance region "
    "zone nombre dimension maniere regle minimum maximum vecteur liste programme memoire utilisateur texture bord coin "
    "couleur motif risque fait cas temps jour lieu profondeur mise descente convergence decision separation dilatation "
    "taux pas surapprentissage main origine translation constante utilite degre liberte flexibilite "
    "disponibilite carte "
    "machine quantite volume internet concours competition performance precision qualite hasard verite etiquette "
    "metrique photo signature verification identification recherche position vision concept detail ensemble structure "
    "numpy type noeud requete appel initialisation contenu etat argument interpreteur ordre reference difference "
    "parametrage correction mesure prediction probabilite regression classification donnee exercice question reponse "
    "moment cout vitesse rapidite complexite simplicite hypothese solution equation formule symbole lettre ligne "
    "colonne matrice grille cellule case bloc etape iteration epoque lot compromis choix critere but role interet "
    "avantage inconvenient nom mot sens lien suite serie groupe famille monde domaine sujet projet systeme processus "
    "mecanisme phenomene principe theorie pratique etude analyse analogie contrainte penalite norme echelle angle "
    "rotation symetrie voisinage voisin cluster embedding descripteur parcimonie defi sigmoide signal bruit "
    "texte langage langue phrase son "
    "video fichier disque serveur utilisation usage gestion creation definition declaration affectation lecture "
    "ecriture evaluation dependance sous-graphe trafic annee siecle heure minute seconde date mois semaine challenge "
    + _NAMES,
    NOUNS: "fois codes booleens cles cases articles logiciels approches choses aretes facons donees infos courbes "
    "neuronnes numeros "
    "images couches deux trois quatre cinq poids classes valeurs donnees labels objets entrees neurones "
    "contours "
    "caracteristiques reseaux paires gradients parametres params variables noyaux elements pixels trous methodes "
    "modeles resultats bords motifs noeuds visages couleurs textures filtres fonctions cartes architectures "
    "placeholders tenseurs types ordinateurs bases operations exemples photos personnes problemes derivees sorties "
    "coins zeros lignes parties formes dependances concepts descripteurs facteurs tableaux vecteurs canaux voisins "
    "algorithmes algos bibliotheques outils frameworks librairies machines performances perfs signatures zones unites "
    "details activations erreurs distances categories etiquettes couples convolutions humains experts chercheurs "
    "calculs processeurs moyens taches perceptrons features gpus millions milliers masses jeux progres avancees "
    "techniques connexions predictions probabilites matrices cellules etapes iterations lots criteres noms mots liens "
    "groupes systemes contraintes voisinages clusters embeddings signaux textes langues phrases sons fichiers blocs "
    "regions dimensions echelles coefficients coefs points traits scenes animaux roues yeux oreilles competitions "
    "concours benchmarks attributs representations annotations etudiants ingenieurs entreprises applications",
    VERB: "manque cherche parle porte place range partage initialise sauvegarde persiste derive paye paie translate "
    "passerait nourrit construit fallait precise exploite repond assemble ressemble economise recommence "
    "permet renvoie calcule retourne sature evite sert rend garde reste ajoute penalise rapproche eloigne "
    "apprend "
    "detecte execute prend met reduit augmente explique demande contient dit donne utilise appelle passe "
    "entraine evalue "
    "lance remplit recoit tourne depend vient existe rapporte modifie trouve voit suffit converge disparait devient "
    "annule decale deplace insere compare minimise adapte laisse meurt accelere decide regarde agrandit empeche force "
    "correspond represente change produit fournit stocke conserve vit cree affiche connait continue depasse obtient "
    "demarre compile definit facilite gagne combine extrait mesure pousse tire maximise ecarte elargit couvre alimente "
    "attend effectue declenche parcourt bloque remonte transmet propage vaut tend agit introduit remplace traite "
    "separe regroupe choisit note compte montre indique signifie equivaut revient consiste coute tue gere lit ecrit "
    "ouvre ferme dispose profite repose dilate espace saute etale perd multiplie additionne soustrait normalise code "
    "encode projette associe attribue ignore bloque fixe regle ajuste optimise diminue limite stabilise generalise "
    "bat domine surpasse possede appartient commence finit arrive marche fonctionne interprete reconnait repere capte "
    "capture discrimine distingue verifie identifie recupere insuffle injecte branche",
    VERBS: "detectent extraient combinent apprennent servent restent deviennent reperent voient representent saturent "
    "valent disent rapprochent meurent continuent passent prennent donnent contiennent trouvent tournent appartiennent "
    "assemblent captent capturent depassent montrent decrivent codent regroupent forment ressemblent existent "
    "recoivent necessitent evitent facilitent rendent sortent disparaissent viennent gardent calculent utilisent "
    "reconnaissent composent reagissent attendent stockent changent augmentent diminuent explosent gagnent battent",
    ADJECTIVE: "stable binaire superieure inferieure superieur inferieur sparse dispo disponible humain enorme "
    "mauvais mauvaise modifiable ponderee hyper pret "
    "nul nulle grand grande petit petite simple profond profonde rapide large constant constante negatif "
    "negative positif positive local locale abstrait abstraite complexe utile entrainable ordinaire normal normale "
    "classique similaire dissimilaire semblable different differente identique proche faible fort forte lineaire "
    "automatique actuel actuelle courant courante premier premiere derniere dernier deuxieme second contraire pareil "
    "pareille egal egale euclidienne contrastive siamois siamoise receptif recepteur bas haut haute basse interne "
    "externe libre commun commune moderne puissant meilleur meilleure couteux couteuse cher chere lent lente possible "
    "necessaire global globale gros grosse long longue court courte nouveau nouvelle propre seul seule juste faux "
    "fausse vrai vraie vide plein pleine facile difficile important importante mort morte actif active inactif "
    "croisee partiel partielle entier entiere final finale initial initiale derivable trivial triviale unique "
    "quelconque suivant suivante precedent precedente voisin voisine non-nul parallele numerique visuel visuelle",
    ADJECTIVES: "profonds precedentes precedents disponibles enormes libres entrainables vides inferieures "
    "superieures basiques mauvaises graphiques publiques publics stables ponderees precis "
    "profondes simples premieres premiers differentes differents similaires proches grands grandes petits "
    "petites negatives positives negatifs positifs complexes abstraits abstraites semantiques locaux locales puissants "
    "puissantes meilleures meilleurs identiques semblables dissimilaires deuxiemes dernieres derniers modernes "
    "classiques egales egaux pareilles pareils rapides gratuits nulles nuls nouvelles nouveaux lentes lents morts "
    "mortes utiles faciles importants importantes bons bonnes visuels visuelles finaux initiales globales hauts basses "
    "convolutifs convolutionnels neuronaux residuelles traditionnelles visuels ordinaires externes internes",
    PARTICIPLE: "appris apprise remplacee execute executee evalue evaluee fixe fixee entraine entrainee decale "
    "annule mis "
    "mise compris compris stocke modifie utilise utilisee calcule calculee insere dilate dilatee etendue etendu rempli "
    "remplie nourri nourrie connu connue vu vue fourni fournie obtenu obtenue pris prise reduit reduite ajoute ajoutee "
    "lu lue conserve conservee garde gardee borne bornee separe perdu perdue ecrit ecrite defini definie choisi "
    "choisie "
    "apprises executees evaluees fixees entraines entrainees annotees etiquetees annotes etiquetes morts espaces "
    "espacees inseres inserees separes separees remplis fournis fournies obtenues obtenus demandes demandees calcules "
    "calculees renvoyes renvoyees ecartes rapproches eloignes eloignees utilises utilisees",
    INFINITIVE: "mourir servir partir sortir choisir pouvoir devoir vouloir reconnaitre convertir "
    "etre avoir faire apprendre rendre mettre prendre reduire extraire produire obtenir definir remplir "
    "construire voir savoir tenir dire lire ecrire vivre suivre comprendre perdre tendre attendre connaitre "
    "disparaitre",
    ADVERB: "maintenant desormais aujourd'hui autrement contrairement definitivement largement vraiment "
    "vite mieux surtout directement automatiquement seulement souvent ensuite ensemble loin pres autour dehors "
    "ailleurs ici partout immediatement forcement facilement beaucoup bcp jamais juste",
    E_NOUN: "init half end shift leak none nothing one float int bool ndarray string tuple cloud record place range "
    "mode couple "
    "network gradient neuron class value image layer bias graph loss variable label function pair activation "
    "session operation output kernel margin slope parameter training learning derivative threshold size space error "
    "filter model unit zero input distance method result field feature code hardware data information boundary "
    "decision "
    "plane origin term weight step rate hole gap object part framework library task embedding representation "
    "metric face "
    "recognition verification clustering retrieval optimizer placeholder tensor node list structure array numpy "
    "constant "
    "number signal region area view context cost speed convergence computation maximum power source reuse state "
    "art edge "
    "colour color texture shape pixel vector example person problem question answer point line way time thing memory "
    "program user type dictionary set batch test benchmark sparsity challenge competition sigmoid accuracy "
    "performance vision detail level depth combination "
    "similarity difference identity sign side sum product rule max min use engineering design hand scratch "
    + _NAMES,
    E_NOUNS: "ones thanks keys cases codes strides shots "
    "networks gradients neurons classes values images layers graphs losses labels functions pairs activations "
    "operations outputs kernels slopes parameters derivatives errors filters models units zeros inputs "
    "distances methods "
    "results fields features weights steps rates holes gaps objects parts frameworks libraries tasks embeddings "
    "tensors "
    "nodes lists arrays constants numbers fetches placeholders variables edges corners colours colors textures shapes "
    "patterns datasets gpus cards elements algorithms techniques examples points people faces connections benchmarks "
    "pixels vectors persons problems questions answers lines things users types dictionaries sets concepts details "
    "levels detectors exponentials nets challenges competitions humans cnns activations researchers experts "
    "humans days months years initializers optimizers nonzeros",
    E_VERB: "returns gives runs avoids lets makes shifts keeps takes holds lives stays needs computes evaluates "
    "executes "
    "learns detects saturates vanishes dies means moves adds prevents increases sees covers pulls pushes updates "
    "compares allows helps passes depends uses feeds fills trains stores works becomes contains equals goes comes puts "
    "produces solves reduces measures tells says shows brings maps outputs looks fixes starts ends belongs "
    "squashes beats wins introduces improves prevents",
    E_VERBS: "shift leak place read write "
    "learn detect combine extract see keep make find compute run give return avoid let feed train use "
    "get become "
    "move pass compare die vanish saturate help need build know take hold represent capture recognise recognize "
    "beat go "
    "come put tell show act respond spot pull push belong look produce solve reduce measure separate group saw "
    "ask win improve introduce start",
    E_ADJECTIVE: "sparse random hot dying stuck vanishing fine feasible stable outside half "
    "deep deeper early first last simple cheap cheaper faster fast large larger bigger big small smaller "
    "similar dissimilar different same abstract semantic local low lower high higher negative positive nonzero dead "
    "empty new better best powerful available trainable constant ordinary normal external current convolutional "
    "residual raw huge modern open dilated wider wide plain easy easier good bad true false equal close closer far "
    "apart together more receptive contrastive siamese free own possible necessary useful linear",
    E_PARTICIPLE: "learnt learned given found made kept known fed seen shown built taken run pretrained shared "
    "labelled "
    "stored",
    E_ADVERB: "together apart away back well directly automatically quickly easily only almost always often instead",
}  # fmt: skip

FRENCH_PARTS = frozenset([NOUN, NOUNS, VERB, VERBS, ADJECTIVE, ADJECTIVES, PARTICIPLE, ADVERB])
ENGLISH_PARTS = frozenset([E_NOUN, E_NOUNS, E_VERB, E_VERBS, E_ADJECTIVE, E_PARTICIPLE])
_LISTS = {name: frozenset(words.split()) for name, words in _WORDS.items()}


def _parts_of(word: str) -> tuple[str, ...]:
    return tuple(name for name, words in _LISTS.items() if word in words)


PARTS_OF_SPEECH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {word: _parts_of(word) for words in _WORDS.values() for word in words.split()}
)
"""For each word the parts of speech that it may be."""
