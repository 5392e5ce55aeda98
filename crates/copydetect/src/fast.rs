//! Loops over many numbers, run with the widest instructions that this machine has.
//!
//! The same code is compiled several times, plainly and with wider instructions; which one runs is decided when the program
//! does. All give the same bits: no operation is reordered or fused.

use std::sync::LazyLock;

/// Work that can be run by [`fast`] and [`counting`].
pub(crate) trait Work {
    /// What it gives.
    type Output;

    /// Does it. To gain anything, this and what its loops call must be `#[inline(always)]`.
    fn run(self) -> Self::Output;
}

/// Runs work with the widest instructions there are.
pub(crate) fn fast<W: Work>(work: W) -> W::Output {
    ARCH.dispatch(Dispatched(work))
}

/// Runs work that mostly counts bits: also with the instructions that count those of 512 at once, where there are any
/// (Intel since 2019, AMD since 2022).
pub(crate) fn counting<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(counter) = *COUNTER {
        return counter.vectorize(Dispatched(work));
    }
    fast(work)
}

static ARCH: LazyLock<pulp::Arch> = LazyLock::new(pulp::Arch::new);

#[cfg(target_arch = "x86_64")]
static COUNTER: LazyLock<Option<counter::Counter>> = LazyLock::new(counter::Counter::try_new);

#[cfg(target_arch = "x86_64")]
mod counter {
    pulp::simd_type! {
        /// AVX-512 as of Ice Lake and Zen 4, of which the last two count bits.
        pub(super) struct Counter {
            pub popcnt: "popcnt",
            pub bmi1: "bmi1",
            pub bmi2: "bmi2",
            pub avx2: "avx2",
            pub avx512f: "avx512f",
            pub avx512bw: "avx512bw",
            pub avx512dq: "avx512dq",
            pub avx512vl: "avx512vl",
            pub avx512vpopcntdq: "avx512vpopcntdq",
            pub avx512bitalg: "avx512bitalg",
        }
    }
}

struct Dispatched<W>(W);

impl<W: Work> pulp::NullaryFnOnce for Dispatched<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.run()
    }
}
