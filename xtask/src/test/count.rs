//! How many tests passed and failed, read from what the test runners print.

use std::ops::AddAssign;

/// Tests that passed and failed. A step that is one check (formatting, say) counts as one test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    /// Adds what this line of a test runner's output says, if it is a summary line of cargo's or Node's.
    pub fn read_line(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.passed += number_before(counts, " passed");
            self.failed += number_before(counts, " failed");
        }
        // Node: "ℹ pass 12" on a terminal, "# pass 12" elsewhere.
        let words: Vec<_> = line.split_whitespace().collect();
        if let ["ℹ" | "#", kind, number] = words[..] {
            match kind {
                "pass" => self.passed += number.parse().unwrap_or(0),
                "fail" => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// A step that went well counts for something even when it ran no tests.
    pub fn at_least_one_pass(&mut self) {
        self.passed = self.passed.max(1);
    }

    /// A step that failed shows in the sum even when it failed before its first test.
    pub fn at_least_one_failure(&mut self) {
        self.failed = self.failed.max(1);
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn number_before(line: &str, word: &str) -> u64 {
    let Some(end) = line.find(word) else { return 0 };
    line[..end].rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(lines: &[&str]) -> Count {
        let mut count = Count::default();
        for line in lines {
            count.read_line(line);
        }
        count
    }

    #[test]
    fn sums_the_summaries_of_several_test_binaries() {
        let lines = [
            "running 2 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.31s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ];
        assert_eq!(count(&lines), Count { passed: 15, failed: 2 });
    }

    #[test]
    fn reads_both_forms_of_nodes_summary() {
        assert_eq!(count(&["ℹ tests 6", "ℹ pass 5", "ℹ fail 1"]), Count { passed: 5, failed: 1 });
        assert_eq!(count(&["# tests 6", "# pass 6", "# fail 0"]), Count { passed: 6, failed: 0 });
    }

    #[test]
    fn ignores_every_other_line() {
        assert_eq!(count(&["", "test a ... ok", "3 passed", "# Subtest: pass 9"]), Count::default());
    }
}
