//! Names of files inside archives and exports, made safe: relative, forward slashes, no way out.
//!
//! A name that comes from a file somebody sent is never joined to a folder before it passed here.

use thiserror::Error;

/// Longest accepted path in bytes; the limit of Linux.
const MAX_PATH: usize = 4096;
/// Longest accepted part of a path in bytes; the limit of common file systems.
const MAX_PART: usize = 255;

/// Why a name was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Nothing is left of it.
    #[error("the name is empty")]
    Empty,
    /// It starts at the root of a disk or names a drive.
    #[error("the name is an absolute path")]
    Absolute,
    /// It contains `..`.
    #[error("the name climbs out of its folder (\"..\")")]
    Climbs,
    /// It contains NUL or another control character.
    #[error("the name contains a control character")]
    Control,
    /// It is longer than a file system takes.
    #[error("the name is too long for a file system")]
    TooLong,
}

/// The name as a relative path: `\` becomes `/`; empty parts and `.` are dropped.
///
/// # Errors
/// [`Refusal`] when the name is absolute, climbs out, holds control characters, is too long, or is empty.
pub fn safe_relative(name: &str) -> Result<String, Refusal> {
    if name.len() > MAX_PATH {
        return Err(Refusal::TooLong);
    }
    if name.chars().any(char::is_control) {
        return Err(Refusal::Control);
    }
    let slashed = name.replace('\\', "/");
    let bytes = slashed.as_bytes();
    let has_drive = bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':';
    if slashed.starts_with('/') || has_drive {
        return Err(Refusal::Absolute);
    }
    let parts: Vec<&str> = slashed.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    // Windows drops trailing dots and spaces, so ".. " would climb there.
    if parts.iter().any(|part| part.len() > 1 && part.starts_with("..") && part.trim_end_matches(['.', ' ']).is_empty())
    {
        return Err(Refusal::Climbs);
    }
    if parts.iter().any(|part| part.len() > MAX_PART) {
        return Err(Refusal::TooLong);
    }
    if parts.is_empty() { Err(Refusal::Empty) } else { Ok(parts.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_pass_unchanged() {
        for name in ["clip.mp4", "photos/photo_1@20-11-2026.jpg", "відео/міст.mp4", "a..b.jpg", "..hidden"] {
            assert_eq!(safe_relative(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn odd_spellings_of_a_relative_path_are_tidied() {
        assert_eq!(safe_relative("./a//b/./c.jpg").as_deref(), Ok("a/b/c.jpg"));
        assert_eq!(safe_relative("photos\\one.jpg").as_deref(), Ok("photos/one.jpg"));
    }

    #[test]
    fn ways_out_are_refused() {
        let refused = [
            ("../x", Refusal::Climbs),
            ("a/../../x", Refusal::Climbs),
            ("a\\..\\x", Refusal::Climbs),
            (".. /x", Refusal::Climbs),
            ("/etc/passwd", Refusal::Absolute),
            ("\\\\host\\share", Refusal::Absolute),
            ("C:\\x", Refusal::Absolute),
            ("c:x", Refusal::Absolute),
            ("a\0b", Refusal::Control),
            ("a\nb", Refusal::Control),
            ("", Refusal::Empty),
            ("./", Refusal::Empty),
        ];
        for (name, why) in refused {
            assert_eq!(safe_relative(name), Err(why), "{name:?}");
        }
        assert_eq!(safe_relative(&"x".repeat(300)), Err(Refusal::TooLong));
    }
}
