//! The record of one post as a file describes it, before anything is kept.

use serde_json::Value;

use super::when::When;

/// One post, as one file tells it. The file is a witness: nothing here is checked against the platform.
#[derive(Debug, Clone, PartialEq)]
pub struct PostRecord {
    /// Where it was published: "telegram", "whatsapp", "youtube", "x", ... in lower case; "web" for
    /// a page of no known platform; "unknown" when the file does not tell.
    pub platform: String,
    /// The platform's own id. Telegram counts per chat, so there it is `chat id/message id`.
    pub native_id: Option<String>,
    /// Address of the post (`http` or `https`).
    pub url: Option<String>,
    /// Who published it.
    pub source: SourceRecord,
    /// Words of the post, marks of direction and line breaks included.
    pub text: String,
    /// Language as the file states it (BCP 47 where the platform uses that), never guessed.
    pub language: Option<String>,
    /// When it was published.
    pub posted: Option<When>,
    /// When it was last edited.
    pub edited: Option<When>,
    /// Whom it was forwarded or reposted from: a name, else an id.
    pub reposted_from: Option<String>,
    /// True when the file says that the author deleted the post; `text` is then the platform's wording.
    pub deleted: bool,
    /// Photos, videos and sound of the post, in the file's order.
    pub media: Vec<MediaRef>,
    /// Exactly this post as it stood in the file: the JSON object; a table's row as an object of
    /// header and cell; a chat's lines as `{"line": first line, "text": the lines}`.
    pub raw: Value,
}

impl PostRecord {
    /// A post of which nothing is known but its platform and how it stood in the file.
    pub(super) fn new(platform: &str, raw: Value) -> Self {
        PostRecord {
            platform: platform.to_owned(),
            native_id: None,
            url: None,
            source: SourceRecord::default(),
            text: String::new(),
            language: None,
            posted: None,
            edited: None,
            reposted_from: None,
            deleted: false,
            media: Vec::new(),
            raw,
        }
    }
}

/// Who published a post, in the platform's terms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceRecord {
    /// Account name without `@`; a telephone number where that is all the file has. It may change.
    pub handle: Option<String>,
    /// Name as displayed.
    pub name: Option<String>,
    /// The platform's own id of the account: the one that does not change.
    pub native_id: Option<String>,
}

/// One photo, video or sound of a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaRef {
    /// Path relative to the folder of the description file, with forward slashes, never absolute and
    /// without `..` (see [`super::paths`]). Empty when the file names none (see `note` and `url`).
    pub name: String,
    /// What is to be said of it, e.g. "not included in the export".
    pub note: Option<String>,
    /// Address of the media itself (`http` or `https`).
    pub url: Option<String>,
}

/// Something that could not be read as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: "line 12", `messages[3]`, "row 4, column \"date\"", or an archive member's name.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What the person can do about it.
    pub hint: String,
}

impl Problem {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem { place: place.into(), what: what.into(), hint: hint.into() }
    }
}

/// Something that went well and has to be said all the same: how a header was understood, what was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where: "header", "file".
    pub place: String,
    /// What was done.
    pub what: String,
}

/// What a file gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decoded {
    /// Posts in the file's order.
    pub posts: Vec<PostRecord>,
    /// What could not be read, each with what to do. At most [`Decoded::MAX_PROBLEMS`] and one that counts the rest.
    pub problems: Vec<Problem>,
    /// How the file was understood.
    pub notes: Vec<Note>,
    unlisted: usize,
}

impl Decoded {
    /// More problems than this are counted, not listed: nobody reads a thousand lines of them.
    pub const MAX_PROBLEMS: usize = 1000;

    /// Adds a problem, or counts it when there are too many.
    pub(super) fn problem(&mut self, place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) {
        if self.problems.len() < Self::MAX_PROBLEMS {
            self.problems.push(Problem::new(place, what, hint));
        } else {
            self.unlisted += 1;
        }
    }

    pub(super) fn note(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.notes.push(Note { place: place.into(), what: what.into() });
    }

    /// Closes the list of problems: the uncounted rest becomes one last problem.
    pub(super) fn finished(mut self) -> Self {
        if self.unlisted > 0 {
            self.problems.push(Problem::new(
                "file",
                format!("{} more problems like these", self.unlisted),
                "Mend the ones above first and add the file again.",
            ));
            self.unlisted = 0;
        }
        self
    }
}
