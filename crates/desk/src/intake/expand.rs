//! Archives: their members into a scratch folder, under limits, so that each can be kept like a file.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use super::Found;
use crate::{
    collect::formats::{
        Problem,
        archive::{self, ArchiveLimits},
    },
    error::{Error, Result},
};

/// The members of an archive, and the scratch folder that holds them for as long as this lives.
pub(super) struct Expanded {
    pub members: Vec<Found>,
    pub problems: Vec<Problem>,
    pub folder: tempfile::TempDir,
}

/// The kind of archive a found file is, by name and content.
pub(super) fn kind(item: &Found) -> Option<archive::Kind> {
    let mut head = Vec::new();
    // A file that cannot be read is refused when it is kept, with the reason.
    File::open(&item.file).and_then(|file| file.take(512).read_to_end(&mut head)).ok()?;
    archive::kind(&item.name, &head)
}

/// Unpacks an archive into a new folder in `scratch`. Blocking.
pub(super) fn expand(item: &Found, kind: archive::Kind, scratch: &Path) -> Result<Expanded> {
    let folder = tempfile::tempdir_in(scratch).map_err(Error::file(scratch))?;
    // Never fill the disk: the database beside it needs room to stay whole.
    let room = fs4::available_space(scratch).map_err(Error::file(scratch))? / 2;
    let limits = ArchiveLimits::default();
    let limits = ArchiveLimits { max_total_bytes: limits.max_total_bytes.min(room), ..limits };
    let mut file = File::open(&item.file).map_err(Error::file(&item.file))?;
    let mut members = Vec::new();
    let walked = archive::members(kind, &mut file, &limits, &mut |member| -> Result<()> {
        // Numbered files: a member's name never touches our file system.
        let path = folder.path().join(members.len().to_string());
        let mut output = File::create(&path).map_err(Error::file(&path))?;
        match io::copy(member.reader, &mut output) {
            Ok(_) => {
                let name = member.name.rsplit('/').next().unwrap_or(&member.name).to_owned();
                members.push(Found { file: path, place: format!("{}!/{}", item.place, member.name), name });
                Ok(())
            }
            // The walk itself reports a damaged member; only our own disk ends it.
            Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(Error::file(&path)(error)),
            Err(_) => Ok(()),
        }
    });
    if let Some(error) = walked.stopped {
        return Err(error);
    }
    Ok(Expanded { members, problems: walked.problems, folder })
}
