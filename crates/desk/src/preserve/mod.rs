//! Keeping: media byte-exact under their SHA-256, and the log of every act on them.

pub mod custody;
mod keep;
mod vault;
mod verify;

pub use keep::{Kept, Receipt, keep};
pub(crate) use keep::{came_from, names_in};
pub(crate) use vault::head_of;
pub use vault::{BlobConfig, S3Config, Vault, VaultFile, hash_file, hex, sha256};
pub use verify::{Fault, Verdict, record, verify};
