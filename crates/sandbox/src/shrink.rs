//! Makes pictures smaller by averaging areas.
//!
//! Every source pixel counts in proportion to how much of it lies under the target pixel, with no other filter, so the
//! result is the same at any ratio and free of aliasing: what fingerprints need.

/// Shrinks `pixels` (`CHANNELS` bytes each, row by row) so that the longest side is at most `longest_side`; never enlarges.
/// Answers pixels, width and height.
pub(crate) fn shrink<const CHANNELS: usize>(
    pixels: Vec<u8>,
    width: u32,
    height: u32,
    longest_side: u32,
) -> (Vec<u8>, u32, u32) {
    let (new_width, new_height) = fit(width, height, longest_side);
    if (new_width, new_height) == (width, height) {
        return (pixels, width, height);
    }
    let row_bytes = width as usize * CHANNELS;
    let (columns, rows) = (spans(width, new_width), spans(height, new_height));
    let mut small = Vec::with_capacity(new_width as usize * new_height as usize * CHANNELS);
    let mut sums = vec![0f32; row_bytes];
    for row in &rows {
        sums.fill(0.0);
        for (source, weight) in pixels[row.first * row_bytes..].chunks_exact(row_bytes).zip(&row.weights) {
            for (sum, value) in sums.iter_mut().zip(source) {
                *sum += f32::from(*value) * weight;
            }
        }
        for column in &columns {
            let mut pixel = [0f32; CHANNELS];
            for (source, weight) in sums[column.first * CHANNELS..].chunks_exact(CHANNELS).zip(&column.weights) {
                for (sum, value) in pixel.iter_mut().zip(source) {
                    *sum += value * weight;
                }
            }
            // The weights add up to one, so this is within 0..=255 but for rounding, which the cast saturates.
            small.extend(pixel.map(|value| (value + 0.5) as u8));
        }
    }
    (small, new_width, new_height)
}

/// The largest size of the same shape whose longest side is at most `longest_side`; no side becomes zero.
pub(crate) fn fit(width: u32, height: u32, longest_side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= longest_side || longest_side == 0 {
        return (width, height);
    }
    let scale = |side: u32| {
        let exact = (u64::from(side) * u64::from(longest_side) * 2 + u64::from(longest)) / (u64::from(longest) * 2);
        u32::try_from(exact).unwrap_or(longest_side).max(1)
    };
    (scale(width), scale(height))
}

/// The source pixels under one target pixel along one side, with their shares.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

fn spans(from: u32, to: u32) -> Vec<Span> {
    let step = f64::from(from) / f64::from(to);
    (0..to)
        .map(|target| {
            let (start, end) = (f64::from(target) * step, (f64::from(target) * step + step).min(f64::from(from)));
            let first = start as usize;
            let last = (end.ceil() as usize).max(first + 1);
            let weights = (first..last)
                .map(|source| {
                    let share = (source as f64 + 1.0).min(end) - (source as f64).max(start);
                    (share.max(0.0) / step) as f32
                })
                .collect();
            Span { first, weights }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_picture_stays_flat_at_any_ratio() {
        for (width, height, longest) in [(7, 5, 3), (100, 1, 9), (64, 64, 63), (1, 31, 30)] {
            let (small, w, h) = shrink::<3>(vec![200; width as usize * height as usize * 3], width, height, longest);
            assert_eq!(small.len(), w as usize * h as usize * 3);
            assert!(small.iter().all(|value| *value == 200), "{width}x{height} to {w}x{h}");
        }
    }

    #[test]
    fn halving_averages_four_pixels() {
        let rgb = [[0u8; 3], [100; 3], [50; 3], [250; 3]].concat();
        assert_eq!(shrink::<3>(rgb, 2, 2, 1), (vec![100; 3], 1, 1));
    }

    #[test]
    fn one_channel_is_averaged_like_three() {
        let grey: Vec<u8> = (0..70).map(|i| (i * 37 % 256) as u8).collect();
        let rgb = grey.iter().flat_map(|&value| [value; 3]).collect();
        let small: Vec<u8> = shrink::<3>(rgb, 10, 7, 4).0.chunks_exact(3).map(|pixel| pixel[0]).collect();
        assert_eq!(shrink::<1>(grey, 10, 7, 4).0, small);
    }

    #[test]
    fn small_pictures_are_left_alone() {
        assert_eq!(shrink::<3>(vec![1, 2, 3], 1, 1, 500), (vec![1, 2, 3], 1, 1));
    }

    #[test]
    fn a_thin_picture_keeps_at_least_one_pixel() {
        assert_eq!(fit(10_000, 3, 100), (100, 1));
    }
}
