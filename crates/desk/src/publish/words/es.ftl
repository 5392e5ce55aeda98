# Las palabras de un informe publicado, en español. «Según» evita la concordancia con la fuente.

## Lists
list-two = { $a } y { $b }
list-more = { $a }, { $b }

## What a sentence says, by what it rests on
hedge-plain = { $clause }.
hedge-supported = Todo apunta a que { $clause }.
hedge-claimed = Según { $who }, { $clause }.
hedge-contradicted = Según { $who }, { $clause }; lo que ha comprobado { $desk } contradice esa afirmación.
hedge-contradicted-nobody = Se dijo que { $clause }; lo que ha comprobado { $desk } contradice esa afirmación.
hedge-unknown = No se sabe si { $clause }.
hedge-depicts = { $medium } muestra { $clause }
hedge-depicts-supported = { $medium } parece mostrar { $clause }.
hedge-unverified = { $desk } no pudo verificar de forma independiente { $aspects }.
hedge-verified = { $desk } confirmó { $aspects }.
hedge-via = { $who }, citando a { $via }
hedge-denied = { $count ->
    [one] { $who } lo niega.
   *[other] { $who } lo niegan.
}
hedge-doubted = { $count ->
    [one] { $who } lo pone en duda.
   *[other] { $who } lo ponen en duda.
}
hedge-retracted = { $count ->
    [one] { $who } retiró después esa afirmación.
   *[other] { $who } retiraron después esa afirmación.
}
hedge-as-of = La cifra procede de { $who }, a fecha de { $when }.
hedge-figures-differ = Las versiones difieren: { $accounts }.
figure-by = { $figure } según { $who } (a fecha de { $when })
sealed-source = un testigo conocido por { $desk }

medium-video = el vídeo
medium-photo = la foto
medium-sound = la grabación

## What could or could not be verified
aspect-provenance = la procedencia de las imágenes
aspect-source = la autoría de las imágenes
aspect-date = la fecha
aspect-place = el lugar
aspect-subject = lo que se muestra
aspect-motivation = el motivo de la grabación
aspect-authenticity = la autenticidad de las imágenes
aspect-people = la identidad de los implicados
aspect-figure = el número
aspect-cause = la causa
aspect-statement = esa afirmación

## Quantities
unit-people = { $count ->
    [one] { $number } persona
    [many] { $number } de personas
   *[other] { $number } personas
}
    .range = entre { $low } y { $high } personas
unit-injured = { $count ->
    [one] { $number } persona herida
    [many] { $number } de personas heridas
   *[other] { $number } personas heridas
}
    .range = entre { $low } y { $high } personas heridas
unit-killed = { $count ->
    [one] { $number } persona muerta
    [many] { $number } de personas muertas
   *[other] { $number } personas muertas
}
    .range = entre { $low } y { $high } personas muertas
unit-missing = { $count ->
    [one] { $number } persona desaparecida
    [many] { $number } de personas desaparecidas
   *[other] { $number } personas desaparecidas
}
    .range = entre { $low } y { $high } personas desaparecidas
unit-vehicles = { $count ->
    [one] { $number } vehículo
    [many] { $number } de vehículos
   *[other] { $number } vehículos
}
    .range = entre { $low } y { $high } vehículos
unit-buildings = { $count ->
    [one] { $number } edificio
    [many] { $number } de edificios
   *[other] { $number } edificios
}
    .range = entre { $low } y { $high } edificios
unit-metres = { $count ->
    [one] { $number } metro
    [many] { $number } de metros
   *[other] { $number } metros
}
    .range = entre { $low } y { $high } metros
unit-hours = { $count ->
    [one] { $number } hora
    [many] { $number } de horas
   *[other] { $number } horas
}
    .range = entre { $low } y { $high } horas
unit-years = { $count ->
    [one] { $number } año
    [many] { $number } de años
   *[other] { $number } años
}
    .range = entre { $low } y { $high } años de edad

## Relations of entities, and why a report is related
relation-member-of = { $a } figura entre los miembros de { $b }
relation-part-of = { $a } forma parte de { $b }
relation-allied-with = { $a } tiene una alianza con { $b }
relation-commands = { $a } manda sobre { $b }
relation-supplies = { $a } abastece a { $b }
relation-successor-of = { $a } sucede a { $b }
relation-located-in = { $a } se encuentra en { $b }
relation-opposed-to = { $a } se opone a { $b }
relation-owner-of = { $a } posee { $b }
related-near = a { $km } km
related-time = casi al mismo tiempo
related-who = en común: { $who }

## The published page
label-published = Publicado el
label-version = Versión
label-earlier-versions = Versiones anteriores
label-corrections = Correcciones
label-correction = Corrección
label-correction-foot = Una versión anterior mencionaba «{ $wrong }». Lo correcto es «{ $right }».
label-correction-top = Este informe se ha corregido. Decía «{ $wrong }». Ahora dice «{ $right }».
label-why = Motivo
label-current = Esta versión es la más reciente.
label-superseded = Existe una versión más reciente de este informe.
label-under-review = En revisión: ha cambiado algo en lo que se apoya este informe.
label-warning = Aviso
label-media = Fotos y vídeos
label-show-video = Mostrar el vídeo
label-show-photo = Mostrar la foto
label-show-sound = Escuchar la grabación
label-described-only = Se describe, no se muestra.
label-blurred = Se han difuminado rostros o lugares que podrían poner a alguien en peligro.
label-maker = Autoría
label-maker-unknown = No se sabe quién es el autor.
label-first-seen = Primera aparición conocida
label-rights = Derechos
label-known = Lo que sabemos
label-unknown = Lo que no sabemos
label-checked = Cómo lo comprobamos
label-unknown-item = { $aspects }: { $clause }
label-sources = En qué se apoya cada frase
label-translation = Traducción
label-archived = Copia archivada
label-observation = Lo que vemos en las imágenes
label-context = Contexto
label-finding = Nuestra conclusión
label-raised = Expresado con más certeza que la calculada por decisión de { $editor }: { $reason }
label-who = ¿Quiénes son?
label-checked-on = Comprobado el { $when }
label-related = Leer más
label-licence = Licencia
label-credits = Créditos
state-confirmed = confirmado
state-supported = respaldado
state-claimed = afirmado
state-contradicted = contradicho
state-unknown = desconocido
stance-asserts = lo afirma
stance-denies = lo niega
stance-doubts = lo duda
stance-retracts = se retractó
