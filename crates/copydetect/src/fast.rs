//! Loops over many numbers, run with the widest instructions that this machine has.
//!
//! The same code is compiled twice, plainly and with AVX2 and the counting of bits in hardware; which one runs is decided
//! when the program does. Both give the same bits: no operation is reordered or fused.

use std::sync::LazyLock;

/// Work that can be run by [`fast`].
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

static ARCH: LazyLock<pulp::Arch> = LazyLock::new(pulp::Arch::new);

struct Dispatched<W>(W);

impl<W: Work> pulp::WithSimd for Dispatched<W> {
    type Output = W::Output;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> W::Output {
        self.0.run()
    }
}
