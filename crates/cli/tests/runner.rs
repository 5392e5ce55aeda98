//! The tests of the whole: one binary, one module a subject. Each drives the real program.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "the tests start the program and the servers it talks to")]

mod suite {
    mod backup;
    mod capture;
    mod crash;
    mod damage;
    mod evidence;
    mod findings;
    mod hearing;
    mod hostile;
    mod matching;
    mod names;
    mod report;
    mod stills;
    mod story;

    pub mod support;
}
