//! A program that is nothing but the jailed worker, for tests of crates that have no program of their own.

fn main() {
    sandbox::run_if_worker();
}
