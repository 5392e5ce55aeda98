//! Publishing: reports whose every sentence can be traced, and corrections that reach every copy.
//!
//! [`hedge`] says how firmly a sentence may speak, [`rules`] what may be published, [`edition`] what was published and
//! in which formats. [`words`] holds the languages.

pub mod edition;
pub mod hedge;
pub mod rules;
pub mod words;

pub use labels::labels;

mod labels;
