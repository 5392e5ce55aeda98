# Слова опублікованого звіту українською. Джерела стоять у називному відмінку, теперішній час не знає роду.

## Lists
list-two = { $a } і { $b }
list-more = { $a }, { $b }

## What a sentence says, by what it rests on
hedge-plain = { $clause }.
hedge-supported = Судячи з наявних даних, { $clause }.
hedge-claimed = { $count ->
    [one] Як повідомляє { $who }, { $clause }.
   *[other] Як повідомляють { $who }, { $clause }.
}
hedge-contradicted = { $count ->
    [one] Як повідомляє { $who }, { $clause }; те, що встановила редакція { $desk }, цьому суперечить.
   *[other] Як повідомляють { $who }, { $clause }; те, що встановила редакція { $desk }, цьому суперечить.
}
hedge-contradicted-nobody = Повідомлялося, що { $clause }; те, що встановила редакція { $desk }, цьому суперечить.
hedge-unknown = Невідомо, чи { $clause }.
hedge-depicts = { $medium } показує { $clause }
hedge-depicts-supported = { $medium }, імовірно, показує { $clause }.
hedge-unverified = Редакція { $desk } не змогла незалежно перевірити { $aspects }.
hedge-verified = Редакція { $desk } підтвердила { $aspects }.
hedge-via = { $who } (із посиланням на джерело: { $via })
hedge-denied = { $count ->
    [one] { $who } це заперечує.
   *[other] { $who } це заперечують.
}
hedge-doubted = { $count ->
    [one] { $who } ставить це під сумнів.
   *[other] { $who } ставлять це під сумнів.
}
hedge-retracted = { $count ->
    [one] { $who } більше не підтримує це твердження.
   *[other] { $who } більше не підтримують це твердження.
}
hedge-as-of = Джерело числа: { $who }, станом на { $when }.
hedge-figures-differ = Дані різняться: { $accounts }.
figure-by = { $who }: { $figure } (станом на { $when })
sealed-source = свідок, відомий редакції { $desk }

medium-video = відео
medium-photo = фото
medium-sound = запис

## What could or could not be verified
aspect-provenance = походження кадрів
aspect-source = авторство кадрів
aspect-date = дату
aspect-place = місце
aspect-subject = те, що показано
aspect-motivation = мету зйомки
aspect-authenticity = справжність кадрів
aspect-people = особи причетних
aspect-figure = кількість
aspect-cause = причину
aspect-statement = це твердження

## Quantities
unit-people = { $count ->
    [one] { $number } особа
    [few] { $number } особи
    [many] { $number } осіб
   *[other] { $number } особи
}
    .range = { $count ->
        [one] від { $low } до { $high } особи
       *[other] від { $low } до { $high } осіб
    }
unit-injured = { $count ->
    [one] { $number } поранений
    [few] { $number } поранені
    [many] { $number } поранених
   *[other] { $number } пораненого
}
    .range = { $count ->
        [one] від { $low } до { $high } пораненого
       *[other] від { $low } до { $high } поранених
    }
unit-killed = { $count ->
    [one] { $number } загиблий
    [few] { $number } загиблі
    [many] { $number } загиблих
   *[other] { $number } загиблого
}
    .range = { $count ->
        [one] від { $low } до { $high } загиблого
       *[other] від { $low } до { $high } загиблих
    }
unit-missing = { $count ->
    [one] { $number } зниклий безвісти
    [few] { $number } зниклі безвісти
    [many] { $number } зниклих безвісти
   *[other] { $number } зниклого безвісти
}
    .range = { $count ->
        [one] від { $low } до { $high } зниклого безвісти
       *[other] від { $low } до { $high } зниклих безвісти
    }
unit-vehicles = { $count ->
    [one] { $number } транспортний засіб
    [few] { $number } транспортні засоби
    [many] { $number } транспортних засобів
   *[other] { $number } транспортного засобу
}
    .range = { $count ->
        [one] від { $low } до { $high } транспортного засобу
       *[other] від { $low } до { $high } транспортних засобів
    }
unit-buildings = { $count ->
    [one] { $number } будівля
    [few] { $number } будівлі
    [many] { $number } будівель
   *[other] { $number } будівлі
}
    .range = { $count ->
        [one] від { $low } до { $high } будівлі
       *[other] від { $low } до { $high } будівель
    }
unit-metres = { $count ->
    [one] { $number } метр
    [few] { $number } метри
    [many] { $number } метрів
   *[other] { $number } метра
}
    .range = { $count ->
        [one] від { $low } до { $high } метра
       *[other] від { $low } до { $high } метрів
    }
unit-hours = { $count ->
    [one] { $number } година
    [few] { $number } години
    [many] { $number } годин
   *[other] { $number } години
}
    .range = { $count ->
        [one] від { $low } до { $high } години
       *[other] від { $low } до { $high } годин
    }
unit-years = { $count ->
    [one] { $number } рік
    [few] { $number } роки
    [many] { $number } років
   *[other] { $number } року
}
    .range = { $count ->
        [one] віком від { $low } до { $high } року
       *[other] віком від { $low } до { $high } років
    }

## Relations of entities, and why a report is related
relation-member-of = { $a }: членство, { $b }
relation-part-of = { $a }: складова частина, { $b }
relation-allied-with = { $a }: союз, { $b }
relation-commands = { $a }: командування, { $b }
relation-supplies = { $a }: постачання, { $b }
relation-successor-of = { $a }: правонаступництво, { $b }
relation-located-in = { $a }: розташування, { $b }
relation-opposed-to = { $a }: протистояння, { $b }
relation-owner-of = { $a }: власність, { $b }
related-near = за { $km } км
related-time = приблизно в той самий час
related-who = спільне: { $who }

## The published page
label-published = Опубліковано
label-version = Версія
label-earlier-versions = Попередні версії
label-corrections = Виправлення
label-correction = Виправлення
label-correction-foot = У попередній версії йшлося про «{ $wrong }». Правильно: «{ $right }».
label-correction-top = Цей звіт виправлено. Було: «{ $wrong }». Стало: «{ $right }».
label-why = Причина
label-current = Це найновіша версія.
label-superseded = Є новіша версія цього звіту.
label-under-review = На перегляді: змінилося те, на чому ґрунтується цей звіт.
label-warning = Попередження
label-media = Фото й відео
label-show-video = Показати відео
label-show-photo = Показати фото
label-show-sound = Прослухати запис
label-described-only = Описано, не показано.
label-blurred = Обличчя або місця, показ яких може комусь зашкодити, розмито.
label-maker = Автор
label-maker-unknown = Автор невідомий.
label-first-seen = Найраніша відома поява
label-rights = Права
label-known = Що ми знаємо
label-unknown = Чого ми не знаємо
label-checked = Як ми перевіряли
label-unknown-item = { $aspects }: { $clause }
label-sources = На чому ґрунтується кожне речення
label-translation = Переклад
label-archived = Архівна копія
label-observation = Що ми бачимо на кадрах
label-context = Контекст
label-finding = Наш висновок
label-raised = Сформульовано певніше, ніж обчислено, за рішенням: { $editor }. { $reason }
label-who = Хто вони?
label-checked-on = Перевірено { $when }
label-related = Читайте також
label-licence = Ліцензія
label-credits = Подяки
state-confirmed = підтверджено
state-supported = обґрунтовано
state-claimed = заявлено
state-contradicted = спростовано
state-unknown = невідомо
stance-asserts = стверджує
stance-denies = заперечує
stance-doubts = має сумнів
stance-retracts = не підтримує більше
