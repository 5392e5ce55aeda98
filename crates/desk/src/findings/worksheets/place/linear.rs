//! Symmetric matrices of order four: eigenvalues, from which the solution, its covariance and its weaknesses follow.

/// Row by row.
pub(super) type Matrix = [[f64; 4]; 4];

/// Eigenvalues with their unit vectors: `vectors[k]` belongs to `values[k]`.
pub(super) struct Eigen {
    pub values: [f64; 4],
    pub vectors: Matrix,
}

/// Cyclic Jacobi rotations (Jacobi 1846; Golub and Van Loan, Matrix Computations, 8.5). Order four needs a handful of
/// sweeps to reach machine precision.
pub(super) fn eigen(symmetric: &Matrix) -> Eigen {
    let mut a = *symmetric;
    let mut vectors = [[0.0; 4]; 4];
    for (k, row) in vectors.iter_mut().enumerate() {
        row[k] = 1.0;
    }
    for _ in 0..32 {
        for p in 0..4 {
            for q in p + 1..4 {
                if a[p][q] == 0.0 {
                    continue;
                }
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
                let c = 1.0 / t.hypot(1.0);
                let s = t * c;
                for row in &mut a {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                let (low, high) = (a[p], a[q]);
                for k in 0..4 {
                    (a[p][k], a[q][k]) = (c * low[k] - s * high[k], s * low[k] + c * high[k]);
                    let (low, high) = (vectors[p][k], vectors[q][k]);
                    (vectors[p][k], vectors[q][k]) = (c * low - s * high, s * low + c * high);
                }
            }
        }
    }
    Eigen { values: [a[0][0], a[1][1], a[2][2], a[3][3]], vectors }
}

impl Eigen {
    /// The inverse of the matrix. What an eigenvalue below `least` would contribute is left out.
    pub fn inverse(&self, least: f64) -> Matrix {
        let mut inverse = [[0.0; 4]; 4];
        for (value, vector) in self.values.iter().zip(&self.vectors).filter(|(value, _)| **value > least) {
            for (row, a) in inverse.iter_mut().zip(vector) {
                for (cell, b) in row.iter_mut().zip(vector) {
                    *cell += a * b / value;
                }
            }
        }
        inverse
    }

    /// The smallest eigenvalue as a share of the largest.
    pub fn weakness(&self) -> f64 {
        let smallest = self.values.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = self.values.iter().copied().fold(0.0, f64::max);
        if largest > 0.0 { smallest / largest } else { 0.0 }
    }
}

/// Matrix times vector.
pub(super) fn times(matrix: &Matrix, vector: &[f64; 4]) -> [f64; 4] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_matrix_times_its_inverse_is_one(rows in prop::array::uniform4(prop::array::uniform4(-1.0..1.0_f64))) {
            // A + A^T + 8 is symmetric and has no eigenvalue near zero.
            let mut matrix = [[0.0; 4]; 4];
            for (i, row) in matrix.iter_mut().enumerate() {
                for (j, cell) in row.iter_mut().enumerate() {
                    *cell = rows[i][j] + rows[j][i] + if i == j { 9.0 } else { 0.0 };
                }
            }
            let inverse = eigen(&matrix).inverse(0.0);
            for i in 0..4 {
                let mut column = [0.0; 4];
                for (cell, row) in column.iter_mut().zip(&inverse) {
                    *cell = row[i];
                }
                for (j, value) in times(&matrix, &column).into_iter().enumerate() {
                    prop_assert!((value - f64::from(u8::from(i == j))).abs() < 1e-9);
                }
            }
        }
    }
}
