//! The sample edition that tests of formats and rules share.
