//! Findings: what the desk itself holds to be so, with how it came to it and what it rests on.

pub mod worksheets;
