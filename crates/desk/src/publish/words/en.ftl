# The words of a published report, in English. Every key is in every language; a test compares them.
# A clause is written as it stands inside a sentence: small first letter, no full stop.

## Lists
list-two = { $a } and { $b }
list-more = { $a }, { $b }

## What a sentence says, by what it rests on
hedge-plain = { $clause }.
hedge-supported = It appears that { $clause }.
hedge-claimed = { $who } said that { $clause }.
hedge-contradicted = { $who } said that { $clause }; what { $desk } found contradicts this.
hedge-contradicted-nobody = It was said that { $clause }; what { $desk } found contradicts this.
hedge-unknown = It is not known whether { $clause }.
hedge-depicts = { $medium } shows { $clause }
hedge-depicts-supported = { $medium } appears to show { $clause }.
hedge-unverified = { $desk } could not independently verify { $aspects }.
hedge-verified = { $desk } confirmed { $aspects }.
hedge-via = { $who }, citing { $via },
hedge-denied = { $who } denied this.
hedge-doubted = { $who } doubted this.
hedge-retracted = { $count ->
    [one] { $who } has since withdrawn the statement.
   *[other] { $who } have since withdrawn the statement.
}
hedge-as-of = The figure is from { $who }, as of { $when }.
hedge-figures-differ = Accounts differ: { $accounts }.
figure-by = { $who } gave { $figure } (as of { $when })
sealed-source = a witness known to { $desk }

medium-video = the video
medium-photo = the photo
medium-sound = the recording

## What could or could not be verified; read after "verify" and "confirmed"
aspect-provenance = where the footage came from
aspect-source = who made the recording
aspect-date = the date
aspect-place = the place
aspect-subject = what is shown
aspect-motivation = why it was made
aspect-authenticity = that the footage is genuine
aspect-people = who was involved
aspect-figure = the number
aspect-cause = the cause
aspect-statement = the statement

## Quantities
unit-people = { $count ->
    [one] { $number } person
   *[other] { $number } people
}
    .range = between { $low } and { $high } people
unit-injured = { $count ->
    [one] { $number } injured person
   *[other] { $number } injured people
}
    .range = between { $low } and { $high } injured people
unit-killed = { $count ->
    [one] { $number } person killed
   *[other] { $number } people killed
}
    .range = between { $low } and { $high } people killed
unit-missing = { $count ->
    [one] { $number } missing person
   *[other] { $number } missing people
}
    .range = between { $low } and { $high } missing people
unit-vehicles = { $count ->
    [one] { $number } vehicle
   *[other] { $number } vehicles
}
    .range = between { $low } and { $high } vehicles
unit-buildings = { $count ->
    [one] { $number } building
   *[other] { $number } buildings
}
    .range = between { $low } and { $high } buildings
unit-metres = { $count ->
    [one] { $number } metre
   *[other] { $number } metres
}
    .range = between { $low } and { $high } metres
unit-hours = { $count ->
    [one] { $number } hour
   *[other] { $number } hours
}
    .range = between { $low } and { $high } hours
unit-years = { $count ->
    [one] { $number } year
   *[other] { $number } years
}
    .range = between the ages of { $low } and { $high }

## Relations of entities, and why a report is related
relation-member-of = { $a } is a member of { $b }
relation-part-of = { $a } is part of { $b }
relation-allied-with = { $a } is allied with { $b }
relation-commands = { $a } commands { $b }
relation-supplies = { $a } supplies { $b }
relation-successor-of = { $a } is the successor of { $b }
relation-located-in = { $a } is located in { $b }
relation-opposed-to = { $a } is opposed to { $b }
relation-owner-of = { $a } owns { $b }
related-near = { $km } km away
related-time = about the same time
related-who = both involve { $who }

## The published page
label-published = Published
label-version = Version
label-earlier-versions = Earlier versions
label-corrections = Corrections
label-correction = Correction
label-correction-foot = An earlier version referred to “{ $wrong }”. The right wording is “{ $right }”.
label-correction-top = This report was corrected. It said “{ $wrong }”. Now it says “{ $right }”.
label-why = Why
label-current = This version is the newest.
label-superseded = A newer version of this report exists.
label-under-review = Under review: something this report rests on has changed.
label-warning = Warning
label-media = Photos and videos
label-show-video = Show the video
label-show-photo = Show the photo
label-show-sound = Play the recording
label-described-only = Described, not shown.
label-blurred = Faces or places that could harm someone are blurred.
label-maker = Made by
label-maker-unknown = Who made it is not known.
label-first-seen = Earliest known appearance
label-rights = Rights
label-known = What we know
label-unknown = What we do not know
label-checked = How we checked
label-unknown-item = { $aspects }: { $clause }
label-sources = What each sentence rests on
label-translation = Translation
label-archived = Archived copy
label-observation = What we see in the footage
label-context = Context
label-finding = Our finding
label-raised = Stated more firmly than the computed certainty by { $editor }: { $reason }
label-who = Who are they?
label-checked-on = Checked on { $when }
label-related = Read more
label-licence = Licence
label-credits = Credits
state-confirmed = confirmed
state-supported = supported
state-claimed = claimed
state-contradicted = contradicted
state-unknown = unknown
stance-asserts = says so
stance-denies = denies it
stance-doubts = doubts it
stance-retracts = withdrew it
