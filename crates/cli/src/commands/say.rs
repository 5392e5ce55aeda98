//! `firsthand say`: what a source says, recorded in one go.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use desk::{
    claims::say::{self, Saying},
    ids::ClaimRef,
    views::claims as views,
};

use super::answer::{claim_lines, show, with};
use crate::{open::DeskArgs, output::Format};

/// Record what a source says about an incident: the claim, if it is new, and the assertion
#[derive(Args)]
pub struct Say {
    /// Such as I-3
    incident: String,
    /// What is claimed: "caused by", "injured", "happened at", ..., or own words
    predicate: String,
    /// Of whom, how many, when, where, or what
    object: String,
    /// Of what it is said: E-7, F-12 or a name [default: the incident]
    #[arg(long, default_value = "", hide_default_value = true)]
    subject: String,
    /// Make the object an entity of this kind (person, group, organisation, place, vehicle, weapon) if there is none
    #[arg(long, default_value = "", hide_default_value = true, value_name = "KIND")]
    new_entity: String,
    /// Latitude and longitude of a place
    #[arg(long, default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    position: String,
    /// Who says so: @handle, name or identifier [default: whoever posted]
    #[arg(long, default_value = "", hide_default_value = true)]
    source: String,
    /// The post in which it is said: identifier, platform/number or address
    #[arg(long, default_value = "", hide_default_value = true)]
    post: String,
    /// Address of the page on which it is said
    #[arg(long, default_value = "", hide_default_value = true)]
    page: String,
    /// SHA-256 of the kept document, or of the kept copy of the page
    #[arg(long, default_value = "", hide_default_value = true)]
    document: String,
    /// Exactly as said [default: the whole post]
    #[arg(long, default_value = "", hide_default_value = true)]
    words: String,
    /// asserts, denies, doubts or retracts
    #[arg(long, default_value = "asserts")]
    stance: String,
    /// When it was said [default: when it was posted]
    #[arg(long, default_value = "", hide_default_value = true)]
    said: String,
    /// eyewitness, own statement, document, inference, hearsay or unstated
    #[arg(long, default_value = "unstated")]
    basis: String,
    /// From whom the source has it
    #[arg(long, default_value = "", hide_default_value = true)]
    via: String,
    /// Admiralty grade, such as B2
    #[arg(long, default_value = "", hide_default_value = true)]
    grade: String,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Say {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let saying = Saying {
            incident: self.incident,
            subject: self.subject,
            predicate: self.predicate,
            object: self.object,
            new_entity: self.new_entity,
            position: self.position,
            source: self.source,
            post: self.post,
            page: self.page,
            document: self.document,
            words: self.words,
            stance: self.stance,
            said: self.said,
            basis: self.basis,
            via: self.via,
            grade: self.grade,
            ..Saying::default()
        };
        with(desk, async |desk| {
            let said = say::say(desk, &saying).await?;
            let page = views::claim(desk, ClaimRef(said.claim.number)).await?;
            show(self.format, &page, |page| claim_lines(&page.row))
        })
        .await
    }
}
