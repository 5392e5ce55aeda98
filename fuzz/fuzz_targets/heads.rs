//! A file's first bytes: recognised or not, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|head: &[u8]| {
    let _ = (sandbox::sniff(head), sandbox::recognise(head));
});
