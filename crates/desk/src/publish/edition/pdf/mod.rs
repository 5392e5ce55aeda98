//! PDF: tagged, with a font inside, so that it reads the same everywhere and a screen reader finds its headings.
//!
//! This file says what is on the pages; `setting.rs` sets it.

mod setting;

use setting::{Block, Role};

use super::{Basis, Edition, plain_time};
use crate::{error::Result, publish::words::isolated};

#[cfg(test)]
pub(super) use setting::FONT;

pub(super) fn render(edition: &Edition) -> Result<Vec<u8>> {
    setting::set(edition, &blocks(edition))
}

fn blocks(edition: &Edition) -> Vec<Block> {
    let mut page = Page { edition, blocks: Vec::new() };
    page.head();
    page.body();
    page.foot();
    page.blocks
}

struct Page<'a> {
    edition: &'a Edition,
    blocks: Vec<Block>,
}

impl Page<'_> {
    fn put(&mut self, role: Role, text: impl Into<String>) {
        self.blocks.push(Block { role, text: text.into() });
    }

    /// What runs against the line, quotation marks and full stop and all, stays together.
    fn apart(&self, text: &str) -> String {
        isolated(text, self.edition.language)
    }

    fn heading(&mut self, key: &str) {
        self.put(Role::Heading, self.edition.label(key));
    }

    fn head(&mut self) {
        let edition = self.edition;
        self.put(Role::Title, &edition.title);
        let by = format!(
            "{} · {} {} · {} · {} {}",
            edition.publisher,
            edition.label("label-published"),
            plain_time(&edition.first_published),
            edition.report,
            edition.label("label-version"),
            edition.version
        );
        self.put(Role::Small, by);
        for correction in edition.corrections.iter().filter(|correction| correction.finding) {
            let head = format!("{} · {}", edition.label("label-correction"), plain_time(&correction.when));
            self.put(
                Role::Boxed,
                format!("{head}\n{}\n{}: {}", correction.text, edition.label("label-why"), self.apart(&correction.why)),
            );
        }
        if let Some(warning) = &edition.warning {
            let words: Vec<String> = warning.words.iter().map(|words| self.apart(words)).collect();
            self.put(Role::Boxed, format!("{}\n{}", edition.label("label-warning"), words.join("\n")));
        }
    }

    fn body(&mut self) {
        let edition = self.edition;
        for (sentence, number) in edition.sentences.iter().zip(1..) {
            let note = if sentence.rests_on.is_empty() { String::new() } else { format!(" [{number}]") };
            self.put(Role::Text, format!("{}{note}", sentence.text));
        }
        if !edition.media.is_empty() {
            self.heading("label-media");
        }
        for medium in &edition.media {
            let maker = match &medium.maker {
                Some(maker) => format!("{} {}", edition.label("label-maker"), self.apart(maker)),
                None => edition.label("label-maker-unknown").to_owned(),
            };
            let mut text = format!("{} · {}\n{maker}", medium.footage, self.apart(&medium.words));
            if let Some(first) = &medium.first_seen {
                text += &format!(" · {}: {}", edition.label("label-first-seen"), self.apart(first));
            }
            if medium.file.is_none() {
                text += &format!(" · {}", edition.label("label-described-only"));
            }
            self.put(Role::Small, text);
        }
        for (key, lines) in edition.summaries() {
            if !lines.is_empty() {
                self.heading(key);
            }
            for line in lines {
                self.put(Role::Item, self.apart(line));
            }
        }
        if !edition.explainers.is_empty() {
            self.heading("label-who");
        }
        for explainer in &edition.explainers {
            self.put(Role::Subheading, &explainer.name);
            if !explainer.names.is_empty() {
                self.put(Role::Small, explainer.names.join(" · "));
            }
            for line in &explainer.lines {
                self.put(Role::Item, &line.text);
                self.bases(&line.rests_on);
            }
            self.put(Role::Small, &explainer.checked_text);
        }
    }

    fn foot(&mut self) {
        let edition = self.edition;
        self.heading("label-sources");
        for (sentence, number) in edition.sentences.iter().zip(1..) {
            let raised = sentence.raised.as_ref().map_or_else(String::new, |raised| format!(" · {}", raised.text));
            self.put(Role::Small, format!("[{number}] {}{raised}", sentence.heading(edition)));
            self.bases(&sentence.rests_on);
        }
        if !edition.related.is_empty() {
            self.heading("label-related");
        }
        for related in &edition.related {
            self.put(Role::Item, format!("{} · {} · {}", self.apart(&related.title), related.reference, related.why));
        }
        if !edition.corrections.is_empty() {
            self.heading("label-corrections");
        }
        for correction in &edition.corrections {
            let when = plain_time(&correction.when);
            self.put(
                Role::Item,
                format!("{when} · {} {}: {}", correction.text, edition.label("label-why"), self.apart(&correction.why)),
            );
        }
        let terms: String =
            edition.terms().iter().map(|(label, words)| format!("{label}: {}\n", self.apart(words))).collect();
        self.put(Role::Small, format!("{terms}{}", edition.version_url()));
    }

    fn bases(&mut self, bases: &[Basis]) {
        let edition = self.edition;
        let apart = |text: &str| isolated(text, edition.language);
        for basis in bases {
            let who = apart(&basis.who);
            let mut line = match (basis.stance, basis.state) {
                (Some(stance), _) => {
                    let stance = edition.label(&format!("stance-{}", stance.word()));
                    let from = edition.language.has_from();
                    let via = basis.via.iter().map(|via| format!(" {from} {}", apart(via))).collect::<String>();
                    format!("{who} ({stance}){via}: {}", apart(&format!("“{}”", basis.words)))
                }
                (None, Some(state)) => {
                    let state = edition.label(&format!("state-{}", state.word()));
                    format!("{} ({state}): {}", edition.label("label-finding"), apart(&basis.words))
                }
                (None, None) => format!("{who}: {}", apart(&basis.words)),
            };
            if let Some(translation) = &basis.translation {
                line += &format!(" {}: {translation}", edition.label("label-translation"));
            }
            if !basis.when.is_empty() {
                line += &format!(" · {}", apart(&plain_time(&basis.when)));
            }
            if let Some(link) = &basis.link {
                line += &format!(" · {}", apart(&link.url));
            }
            self.put(Role::Base, line);
        }
    }
}
