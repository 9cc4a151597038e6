"""Groups of everyday words that every rubric may use in its patterns; a rubric's `words:` adds its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

COMMON: Mapping[str, str] = MappingProxyType(
    {
        "APPRENDRE": "appren* appris* aprend* apris* apprentis* entrain* trainable train trained trains training learn* "
        "optimis* ajust* backprop* retropropag* regl* adapt* adjust* tune* tuned fit fitted fitte* updat* mis_jour",
        "RESEAU": "reseau* network* modele* model net nets",
        "IMAGE": "image* photo* picture* exemple* example* sample* echantillon* input*",
        "PAIRE": "paire* pair pairs couple* duo* tandem* binome*",
        "MEME": "meme_class* meme_categori* meme_etiquet* meme_label* meme_train_label meme_sorte meme_personne meme_objet "
        "meme_type meme_famille meme_nature meme_groupe meme_genre meme_espece meme_chose =identique =identiques =pareil "
        "=pareils =pareille =pareilles semblable* similaire* =egales =egaux =egal same_class* same_categor* same_label "
        "same_kind same_sort same_type same_person same_object same_thing same_group similar identical equal match matche* "
        "matching positive_pair* paire*_positive* vont_ensemble classe_est_identique classe_commune "
        "share_class shar*_categor* shared_class",
        "DIFFERENT": "different* differen* differ differs distinct* dissimilar* dissembl* dissemb* mismatch* "
        "unlike inegal* "
        "autre_class* other_class* negative_pair* paire*_negative* contraire* oppose*",
        "PROCHE": "proche* rapproch* voisin* pres =near nearby neighbour* neighbor* close =closer closest together "
        "cote_cote colle* coller agglutin* regroup* group* cluster* nuage* nearly_equal similaire* ressembl* semblabl* "
        "pull pulls pulled attir* attract* serre* tight* ensemble",
        "LOIN": "loin* eloign* ecart* espac* separ* apart far further farther away repouss* repel* push* distant* distanc* "
        "disjoint*",
        "PLUS": "=plus =+ more larger greater bigger mieux increasing* davantage",
        "MOINS": "=moins less fewer smaller lower reduc* redui* diminu* decreas*",
        "GRAND": "grand* large* larg* vaste* etend* wide* wider big bigger huge gros* important* elargi* agrandi* augment* "
        "enlarg* increas* expand* accru* enorme*",
        "PETIT": "petit* faible* small* tiny reduit* low lower court* minim* redui* diminu*",
        "NUL": "nul nuls nulle* zero zeros annul* =0 disparai* disparition evanoui* evanesc* vanish* meur* mort*",
        "MONTRER": "montr* show* dire indiqu* says tell* savoir",
    }
)
