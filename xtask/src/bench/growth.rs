//! How the index grows: a table and a plot, both axes logarithmic.

use std::fmt::Write as _;

use serde_json::Value;

use super::matching::three_digits;
use crate::table::Table;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const MARGIN: f64 = 56.0;

/// What is drawn: name, colour, and how it is read from a measurement.
type Line = (&'static str, &'static str, fn(&Value) -> Option<f64>);
const LINES: [Line; 4] = [
    ("query, µs (median)", "#0b6e4f", |size| size["median_us"].as_f64()),
    ("query, µs (99 of 100)", "#7fb800", |size| size["p99_us"].as_f64()),
    ("build, ms", "#b5651d", |size| Some(size["build_seconds"].as_f64()? * 1000.0)),
    ("memory, MB", "#1f4e9c", |size| Some(size["resident_bytes"].as_f64()? / 1e6)),
];

/// One row a size.
pub fn table(sizes: &[Value]) -> Table {
    let mut table = Table::new([
        "codes",
        "query, median",
        "query, 99 of 100",
        "cache lines read",
        "build",
        "memory",
        "a code, beside it",
    ]);
    for size in sizes {
        let figure = |name: &str, scale: f64, unit: &str| {
            size[name].as_f64().map_or("-".to_owned(), |value| format!("{} {unit}", three_digits(value * scale)))
        };
        table.row([
            size["codes"].to_string(),
            figure("median_us", 1.0, "µs"),
            figure("p99_us", 1.0, "µs"),
            size["reads"].to_string(),
            figure("build_seconds", 1.0, "s"),
            figure("resident_bytes", 1e-6, "MB"),
            figure("bytes_a_code", 1.0, "B"),
        ]);
    }
    table
}

/// The same as a picture (SVG).
pub fn plot(sizes: &[Value]) -> String {
    let points: Vec<(usize, f64, f64)> = sizes
        .iter()
        .flat_map(|size| {
            LINES.iter().enumerate().map(move |(line, (_, _, read))| (line, size["codes"].as_f64(), read(size)))
        })
        .filter_map(|(line, x, y)| Some((line, x?.log10(), y.filter(|y| *y > 0.0)?.log10())))
        .collect();
    let range = |pick: fn(&(usize, f64, f64)) -> f64| {
        let values = points.iter().map(pick);
        let (low, high) = (values.clone().fold(f64::MAX, f64::min).floor(), values.fold(f64::MIN, f64::max).ceil());
        (low, high.max(low + 1.0))
    };
    let (across, up) = (range(|point| point.1), range(|point| point.2));
    let x = |value: f64| MARGIN + (value - across.0) / (across.1 - across.0) * (WIDTH - 2.0 * MARGIN);
    let y = |value: f64| HEIGHT - MARGIN - (value - up.0) / (up.1 - up.0) * (HEIGHT - 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Query, build and memory of the exact index by number of codes, both axes logarithmic</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    // Writing to a string cannot fail.
    for power in across.0 as i32..=across.1 as i32 {
        let at = x(f64::from(power));
        let _ = writeln!(svg, "<path d=\"M{at:.1} {MARGIN}V{}\" stroke=\"#ddd\"/>", HEIGHT - MARGIN);
        let _ = writeln!(
            svg,
            "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">10^{power} codes</text>",
            HEIGHT - MARGIN + 18.0
        );
    }
    for power in up.0 as i32..=up.1 as i32 {
        let at = y(f64::from(power));
        let _ = writeln!(svg, "<path d=\"M{MARGIN} {at:.1}H{}\" stroke=\"#ddd\"/>", WIDTH - MARGIN);
        let _ =
            writeln!(svg, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">10^{power}</text>", MARGIN - 6.0, at + 4.0);
    }
    for (line, (name, colour, _)) in LINES.iter().enumerate() {
        let own: Vec<String> =
            points.iter().filter(|p| p.0 == line).map(|p| format!("{:.1},{:.1}", x(p.1), y(p.2))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            own.join(" ")
        );
        let (left, top) = (MARGIN + 140.0 * line as f64, 24.0);
        let _ = writeln!(svg, "<text x=\"{left}\" y=\"{top}\" fill=\"{colour}\">{name}</text>");
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_size_is_a_point_of_every_line() {
        let sizes = [100_000, 1_000_000].map(|codes| {
            json!({ "codes": codes, "median_us": 5.0, "p99_us": 9.0, "build_seconds": 0.1, "resident_bytes": 2e7 })
        });
        let plot = plot(&sizes);
        assert_eq!(plot.matches("<polyline").count(), LINES.len());
        assert!(plot.lines().filter(|line| line.starts_with("<polyline")).all(|line| line.matches(',').count() == 2));
        assert_eq!(table(&sizes).to_string().lines().count(), 4);
    }
}
