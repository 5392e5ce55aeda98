# كلمات التقرير المنشور بالعربية. الصيغ محايدة الجنس: «بحسب» و«ورد نفي من».

## Lists
list-two = { $a } و{ $b }
list-more = { $a }، { $b }

## What a sentence says, by what it rests on
hedge-plain = { $clause }.
hedge-supported = على ما يبدو، { $clause }.
hedge-claimed = بحسب { $who }، { $clause }.
hedge-contradicted = بحسب { $who }، { $clause }؛ لكن ما توصّلت إليه { $desk } يناقض ذلك.
hedge-contradicted-nobody = قيل إن الأمر كالآتي: { $clause }؛ لكن ما توصّلت إليه { $desk } يناقض ذلك.
hedge-unknown = من غير المعروف هل { $clause }.
hedge-depicts = تُظهر { $medium } { $clause }
hedge-depicts-supported = تُظهر { $medium }، على ما يبدو، { $clause }.
hedge-unverified = لم تتمكن { $desk } من التحقق بشكل مستقل من { $aspects }.
hedge-verified = تحققت { $desk } من { $aspects }.
hedge-via = { $who } نقلًا عن { $via }
hedge-denied = وورد نفي لذلك من { $who }.
hedge-doubted = وورد تشكيك في ذلك من { $who }.
hedge-retracted = وورد لاحقًا تراجع عن هذا القول من { $who }.
hedge-as-of = مصدر الرقم { $who }، حتى { $when }.
hedge-figures-differ = تتباين الروايات: { $accounts }.
figure-by = { $figure } بحسب { $who } حتى { $when }
sealed-source = مصدر شاهد تعرفه { $desk }

medium-video = لقطات الفيديو
medium-photo = الصورة
medium-sound = التسجيلات

## What could or could not be verified
aspect-provenance = مصدر اللقطات
aspect-source = هوية من سجّلها
aspect-date = التاريخ
aspect-place = المكان
aspect-subject = ما يظهر فيها
aspect-motivation = سبب تسجيلها
aspect-authenticity = أصالة اللقطات
aspect-people = هوية المعنيين
aspect-figure = العدد
aspect-cause = السبب
aspect-statement = صحة القول

## Quantities
unit-people = { $count ->
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $number } أشخاص
    [many] { $number } شخصًا
   *[other] { $number } شخص
}
    .range = ما بين { $low } و{ $high } من الأشخاص
unit-injured = { $count ->
    [zero] لا مصابين
    [one] مصاب واحد
    [two] مصابان
    [few] { $number } مصابين
    [many] { $number } مصابًا
   *[other] { $number } مصاب
}
    .range = ما بين { $low } و{ $high } من المصابين
unit-killed = { $count ->
    [zero] لا قتلى
    [one] قتيل واحد
    [two] قتيلان
    [few] { $number } قتلى
    [many] { $number } قتيلًا
   *[other] { $number } قتيل
}
    .range = ما بين { $low } و{ $high } من القتلى
unit-missing = { $count ->
    [zero] لا مفقودين
    [one] مفقود واحد
    [two] مفقودان
    [few] { $number } مفقودين
    [many] { $number } مفقودًا
   *[other] { $number } مفقود
}
    .range = ما بين { $low } و{ $high } من المفقودين
unit-vehicles = { $count ->
    [zero] لا مركبات
    [one] مركبة واحدة
    [two] مركبتان
    [few] { $number } مركبات
    [many] { $number } مركبة
   *[other] { $number } مركبة
}
    .range = ما بين { $low } و{ $high } من المركبات
unit-buildings = { $count ->
    [zero] لا مبانٍ
    [one] مبنى واحد
    [two] مبنيان
    [few] { $number } مبانٍ
    [many] { $number } مبنى
   *[other] { $number } مبنى
}
    .range = ما بين { $low } و{ $high } من المباني
unit-metres = { $count ->
    [zero] صفر متر
    [one] متر واحد
    [two] متران
    [few] { $number } أمتار
    [many] { $number } مترًا
   *[other] { $number } متر
}
    .range = ما بين { $low } و{ $high } من الأمتار
unit-hours = { $count ->
    [zero] صفر ساعة
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $number } ساعات
    [many] { $number } ساعة
   *[other] { $number } ساعة
}
    .range = ما بين { $low } و{ $high } من الساعات
unit-years = { $count ->
    [zero] أقل من سنة
    [one] سنة واحدة
    [two] سنتان
    [few] { $number } سنوات
    [many] { $number } سنة
   *[other] { $number } سنة
}
    .range = ما بين سن { $low } و{ $high }

## Relations of entities, and why a report is related
relation-member-of = { $a }: عضوية في { $b }
relation-part-of = { $a }: جزء من { $b }
relation-allied-with = { $a }: تحالف مع { $b }
relation-commands = { $a }: قيادة { $b }
relation-supplies = { $a }: إمداد { $b }
relation-successor-of = { $a }: خلافة { $b }
relation-located-in = { $a }: الموقع في { $b }
relation-opposed-to = { $a }: خصومة مع { $b }
relation-owner-of = { $a }: ملكية { $b }
related-near = على بُعد { $km } كم
related-time = في الوقت نفسه تقريبًا
related-who = يشترك الحدثان في { $who }

## The published page
label-published = نُشر في
label-version = النسخة
label-earlier-versions = نسخ سابقة
label-corrections = التصويبات
label-correction = تصويب
label-correction-foot = ورد في نسخة سابقة «{ $wrong }». والصواب «{ $right }».
label-correction-top = جرى تصويب هذا التقرير. كان نصه «{ $wrong }». وأصبح «{ $right }».
label-why = السبب
label-current = هذه أحدث نسخة.
label-superseded = توجد نسخة أحدث من هذا التقرير.
label-under-review = قيد المراجعة: تغيّر شيء يستند إليه هذا التقرير.
label-warning = تحذير
label-media = الصور ومقاطع الفيديو
label-show-video = عرض الفيديو
label-show-photo = عرض الصورة
label-show-sound = تشغيل التسجيل
label-described-only = يُوصف ولا يُعرض.
label-blurred = حُجبت الوجوه أو الأماكن التي قد يضر ظهورها بأحد.
label-maker = من تسجيل
label-maker-unknown = لا يُعرف من سجّله.
label-first-seen = أقدم ظهور معروف
label-rights = الحقوق
label-known = ما نعرفه
label-unknown = ما لا نعرفه
label-checked = كيف تحققنا
label-unknown-item = { $aspects }: { $clause }
label-sources = ما تستند إليه كل جملة
label-translation = ترجمة
label-archived = نسخة مؤرشفة
label-observation = ما نراه في اللقطات
label-context = سياق
label-finding = ما توصّلنا إليه
label-raised = صيغ بيقين أعلى من المحسوب بقرار من { $editor }: { $reason }
label-who = من هم؟
label-checked-on = جرى التحقق في { $when }
label-related = اقرأ أيضًا
label-licence = الترخيص
label-credits = شكر ونسبة
state-confirmed = مؤكد
state-supported = مدعوم بأدلة
state-claimed = قول غير مؤكد
state-contradicted = تناقضه الأدلة
state-unknown = غير معروف
stance-asserts = يقول ذلك
stance-denies = ينفي ذلك
stance-doubts = يشكك في ذلك
stance-retracts = تراجع عنه
