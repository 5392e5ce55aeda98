# Les mots d'un rapport publié, en français. « Selon » évite l'accord et l'élision devant la proposition.

## Lists
list-two = { $a } et { $b }
list-more = { $a }, { $b }

## What a sentence says, by what it rests on
hedge-plain = { $clause }.
hedge-supported = D’après les éléments disponibles, { $clause }.
hedge-claimed = Selon { $who }, { $clause }.
hedge-contradicted = Selon { $who }, { $clause } ; ce que { $desk } a établi contredit cette affirmation.
hedge-contradicted-nobody = Il a été dit ceci : { $clause } ; ce que { $desk } a établi contredit cette affirmation.
hedge-unknown = On ignore si l’affirmation suivante est exacte : { $clause }.
hedge-depicts = { $medium } montre { $clause }
hedge-depicts-supported = { $medium } semble montrer { $clause }.
hedge-unverified = { $desk } n’a pas pu vérifier de manière indépendante { $aspects }.
hedge-verified = { $desk } a confirmé { $aspects }.
hedge-via = { $who }, citant { $via }
hedge-denied = { $count ->
    [one] { $who } dément cette affirmation.
   *[other] { $who } démentent cette affirmation.
}
hedge-doubted = { $count ->
    [one] { $who } met en doute cette affirmation.
   *[other] { $who } mettent en doute cette affirmation.
}
hedge-retracted = { $count ->
    [one] { $who } a depuis retiré cette affirmation.
   *[other] { $who } ont depuis retiré cette affirmation.
}
hedge-as-of = Le chiffre vient de la source suivante : { $who }, en date du { $when }.
hedge-figures-differ = Les récits divergent : { $accounts }.
figure-by = { $figure } selon { $who } (en date du { $when })
sealed-source = un témoin connu de { $desk }

medium-video = la vidéo
medium-photo = la photo
medium-sound = l’enregistrement

## What could or could not be verified
aspect-provenance = la provenance des images
aspect-source = l’auteur des images
aspect-date = la date
aspect-place = le lieu
aspect-subject = ce qui est montré
aspect-motivation = le but des images
aspect-authenticity = l’authenticité des images
aspect-people = l’identité des personnes impliquées
aspect-figure = le nombre
aspect-cause = la cause
aspect-statement = cette affirmation

## Quantities
unit-people = { $count ->
    [one] { $number } personne
    [many] { $number } de personnes
   *[other] { $number } personnes
}
    .range = entre { $low } et { $high } personnes
unit-injured = { $count ->
    [one] { $number } blessé
    [many] { $number } de blessés
   *[other] { $number } blessés
}
    .range = entre { $low } et { $high } blessés
unit-killed = { $count ->
    [one] { $number } mort
    [many] { $number } de morts
   *[other] { $number } morts
}
    .range = entre { $low } et { $high } morts
unit-missing = { $count ->
    [one] { $number } disparu
    [many] { $number } de disparus
   *[other] { $number } disparus
}
    .range = entre { $low } et { $high } disparus
unit-vehicles = { $count ->
    [one] { $number } véhicule
    [many] { $number } de véhicules
   *[other] { $number } véhicules
}
    .range = entre { $low } et { $high } véhicules
unit-buildings = { $count ->
    [one] { $number } bâtiment
    [many] { $number } de bâtiments
   *[other] { $number } bâtiments
}
    .range = entre { $low } et { $high } bâtiments
unit-metres = { $count ->
    [one] { $number } mètre
    [many] { $number } de mètres
   *[other] { $number } mètres
}
    .range = entre { $low } et { $high } mètres
unit-hours = { $count ->
    [one] { $number } heure
    [many] { $number } d’heures
   *[other] { $number } heures
}
    .range = entre { $low } et { $high } heures
unit-years = { $count ->
    [one] { $number } an
    [many] { $number } d’années
   *[other] { $number } ans
}
    .range = entre { $low } et { $high } ans

## Relations of entities, and why a report is related
relation-member-of = { $a } fait partie des membres de { $b }
relation-part-of = { $a } fait partie de { $b }
relation-allied-with = { $a } compte parmi les alliés de { $b }
relation-commands = { $a } commande { $b }
relation-supplies = { $a } approvisionne { $b }
relation-successor-of = { $a } a pris la suite de { $b }
relation-located-in = { $a } se trouve à l’endroit suivant : { $b }
relation-opposed-to = { $a } s’oppose à { $b }
relation-owner-of = { $a } possède { $b }
related-near = à { $km } km
related-time = à peu près au même moment
related-who = en commun : { $who }

## The published page
label-published = Publié le
label-version = Version
label-earlier-versions = Versions antérieures
label-corrections = Rectificatifs
label-correction = Rectificatif
label-correction-foot = Une version antérieure mentionnait « { $wrong } ». Il faut lire « { $right } ».
label-correction-top = Ce rapport a été rectifié. Il disait « { $wrong } ». Il dit maintenant « { $right } ».
label-why = Motif
label-current = Cette version est la plus récente.
label-superseded = Il existe une version plus récente de ce rapport.
label-under-review = En cours de réexamen : un élément sur lequel repose ce rapport a changé.
label-warning = Avertissement
label-media = Photos et vidéos
label-show-video = Afficher la vidéo
label-show-photo = Afficher la photo
label-show-sound = Écouter l’enregistrement
label-described-only = Décrit, non montré.
label-blurred = Les visages ou les lieux qui pourraient mettre quelqu’un en danger sont floutés.
label-maker = Auteur
label-maker-unknown = L’auteur n’est pas connu.
label-first-seen = Première apparition connue
label-rights = Droits
label-known = Ce que nous savons
label-unknown = Ce que nous ne savons pas
label-checked = Comment nous avons vérifié
label-unknown-item = { $aspects } : { $clause }
label-sources = Sur quoi repose chaque phrase
label-translation = Traduction
label-archived = Copie archivée
label-observation = Ce que nous voyons sur les images
label-context = Contexte
label-finding = Notre constat
label-raised = Formulé avec plus de certitude que le calcul ne le permet, sur décision de { $editor } : { $reason }
label-who = Qui sont-ils ?
label-checked-on = Vérifié le { $when }
label-related = À lire aussi
label-licence = Licence
label-credits = Crédits
state-confirmed = confirmé
state-supported = étayé
state-claimed = affirmé
state-contradicted = contredit
state-unknown = inconnu
stance-asserts = l’affirme
stance-denies = le dément
stance-doubts = en doute
stance-retracts = s’est rétracté
