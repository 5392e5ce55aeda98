//! Markdown (CommonMark), for text wires, archives and version control.

use std::fmt::Write as _;

use super::{Basis, Edition, plain_time};
use crate::error::Result;

pub(super) fn render(edition: &Edition) -> Result<Vec<u8>> {
    let mut page = Page { edition, text: String::new() };
    page.head();
    page.body();
    page.foot();
    Ok(page.text.into_bytes())
}

struct Page<'a> {
    edition: &'a Edition,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, text: impl std::fmt::Display) {
        // Writing into a String cannot fail.
        let _ = writeln!(self.text, "{text}");
    }

    fn paragraph(&mut self, text: impl std::fmt::Display) {
        self.line(text);
        self.line("");
    }

    fn heading(&mut self, key: &str) {
        let label = self.edition.label(key);
        self.paragraph(format_args!("## {label}"));
    }

    fn head(&mut self) {
        let edition = self.edition;
        self.paragraph(format_args!("# {}", escaped(&edition.title)));
        self.paragraph(format_args!(
            "{} · {} {} · {} · {} {}",
            escaped(&edition.publisher),
            edition.label("label-published"),
            plain_time(&edition.first_published),
            edition.report,
            edition.label("label-version"),
            edition.version
        ));
        for correction in edition.corrections.iter().filter(|correction| correction.finding) {
            self.paragraph(format_args!(
                "> **{}** · {} · {} {}: {}",
                edition.label("label-correction"),
                plain_time(&correction.when),
                escaped(&correction.text),
                edition.label("label-why"),
                escaped(&correction.why)
            ));
        }
        if let Some(warning) = &edition.warning {
            let words: Vec<String> = warning.words.iter().map(|words| escaped(words)).collect();
            self.paragraph(format_args!("> **{}** {}", edition.label("label-warning"), words.join(" · ")));
        }
    }

    fn body(&mut self) {
        let edition = self.edition;
        for (sentence, number) in edition.sentences.iter().zip(1..) {
            let note = if sentence.rests_on.is_empty() { String::new() } else { format!(" \\[{number}\\]") };
            self.paragraph(format_args!("{}{note}", escaped(&sentence.text)));
        }
        if !edition.media.is_empty() {
            self.heading("label-media");
            for medium in &edition.media {
                let maker = match &medium.maker {
                    Some(maker) => format!("{} {}", edition.label("label-maker"), escaped(maker)),
                    None => edition.label("label-maker-unknown").to_owned(),
                };
                let first = medium.first_seen.as_deref().map_or_else(String::new, |first| {
                    format!(" · {}: {}", edition.label("label-first-seen"), escaped(first))
                });
                let shown = match &medium.file {
                    Some(file) => format!(" · [{}](<{file}>)", edition.label("label-media")),
                    None => format!(" · {}", edition.label("label-described-only")),
                };
                self.line(format_args!("- {}: {} · {maker}{first}{shown}", medium.footage, escaped(&medium.words)));
            }
            self.line("");
        }
        for (key, lines) in edition.summaries() {
            if !lines.is_empty() {
                self.heading(key);
                for line in lines {
                    self.line(format_args!("- {}", escaped(line)));
                }
                self.line("");
            }
        }
        if !edition.explainers.is_empty() {
            self.heading("label-who");
            for explainer in &edition.explainers {
                self.paragraph(format_args!("### {}", escaped(&explainer.name)));
                if !explainer.names.is_empty() {
                    self.paragraph(escaped(&explainer.names.join(" · ")));
                }
                for line in &explainer.lines {
                    self.line(format_args!("- {}", escaped(&line.text)));
                    self.bases(&line.rests_on);
                }
                self.line("");
                self.paragraph(&explainer.checked_text);
            }
        }
    }

    fn foot(&mut self) {
        let edition = self.edition;
        self.heading("label-sources");
        for (sentence, number) in edition.sentences.iter().zip(1..) {
            let raised =
                sentence.raised.as_ref().map_or_else(String::new, |raised| format!(" · {}", escaped(&raised.text)));
            self.line(format_args!("{number}. {}{raised}", sentence.heading(edition)));
            self.bases(&sentence.rests_on);
        }
        self.line("");
        if !edition.related.is_empty() {
            self.heading("label-related");
            for related in &edition.related {
                let title = escaped(&related.title);
                let title = related.url.as_ref().map_or_else(|| title.clone(), |url| format!("[{title}](<{url}>)"));
                self.line(format_args!("- {title} · {} · {}", related.reference, escaped(&related.why)));
            }
            self.line("");
        }
        if !edition.corrections.is_empty() {
            self.heading("label-corrections");
            for correction in &edition.corrections {
                self.line(format_args!(
                    "- {} · {} {}: {}",
                    plain_time(&correction.when),
                    escaped(&correction.text),
                    edition.label("label-why"),
                    escaped(&correction.why)
                ));
            }
            self.line("");
        }
        let terms = edition.terms();
        let terms = terms.iter().map(|(label, words)| format!("{label}: {} · ", escaped(words))).collect::<String>();
        self.line(format_args!("{terms}<{}>", edition.version_url()));
    }

    fn bases(&mut self, bases: &[Basis]) {
        let edition = self.edition;
        for basis in bases {
            let words = escaped(&basis.words);
            let mut line = match (basis.stance, basis.state) {
                (Some(stance), _) => {
                    let stance = edition.label(&format!("stance-{}", stance.word()));
                    let from = edition.language.has_from();
                    let via = basis.via.iter().map(|via| format!(" {from} {}", escaped(via))).collect::<String>();
                    format!("{} ({stance}){via}: “{words}”", escaped(&basis.who))
                }
                (None, Some(state)) => {
                    let state = edition.label(&format!("state-{}", state.word()));
                    format!("{} ({state}): {words}", edition.label("label-finding"))
                }
                (None, None) => format!("{}: {words}", escaped(&basis.who)),
            };
            if let Some(translation) = &basis.translation {
                let _ = write!(line, " {}: {}", edition.label("label-translation"), escaped(translation));
            }
            if !basis.when.is_empty() {
                let _ = write!(line, " · {}", escaped(&basis.when));
            }
            if let Some(link) = &basis.link {
                let _ = write!(line, " · {}", escaped(&link.url));
                if let Some(archived) = &link.archived {
                    let _ = write!(line, " · {} `{archived}`", edition.label("label-archived"));
                }
            }
            self.line(format_args!("    - {line}"));
        }
    }
}

/// Text of others cannot become markup, HTML or a further line (CommonMark 2.4: any ASCII punctuation may be escaped).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' => escaped.extend(['\\', letter]),
            '&' => escaped.push_str("&amp;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
