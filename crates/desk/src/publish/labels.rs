//! The fixed words of a published page, frozen into each edition.

use std::collections::BTreeMap;

use super::words::Language;

/// Keys of the words without arguments that renderings use.
const KEYS: [&str; 42] = [
    "label-published",
    "label-version",
    "label-earlier-versions",
    "label-corrections",
    "label-correction",
    "label-why",
    "label-current",
    "label-superseded",
    "label-under-review",
    "label-warning",
    "label-media",
    "label-show-video",
    "label-show-photo",
    "label-show-sound",
    "label-described-only",
    "label-blurred",
    "label-maker",
    "label-maker-unknown",
    "label-first-seen",
    "label-rights",
    "label-known",
    "label-unknown",
    "label-checked",
    "label-sources",
    "label-translation",
    "label-archived",
    "label-observation",
    "label-context",
    "label-finding",
    "label-who",
    "label-related",
    "label-licence",
    "label-credits",
    "state-confirmed",
    "state-supported",
    "state-claimed",
    "state-contradicted",
    "state-unknown",
    "stance-asserts",
    "stance-denies",
    "stance-doubts",
    "stance-retracts",
];

/// Every fixed word in a language, by key.
pub fn labels(language: Language) -> BTreeMap<String, String> {
    KEYS.into_iter().map(|key| (key.to_owned(), language.text(key))).collect()
}
