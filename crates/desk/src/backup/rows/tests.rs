#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;

fn columns() -> Vec<Column> {
    let of = [ColumnType::Text, ColumnType::Integer, ColumnType::Real, ColumnType::Bytes];
    of.into_iter().enumerate().map(|(at, of)| Column(format!("c{at}"), of)).collect()
}

/// The same value, to the bit.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Real(Some(one)), Value::Real(Some(other))) => {
            one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan())
        }
        _ => one == other,
    }
}

proptest! {
    #[test]
    fn a_row_of_any_values_reads_back_as_it_was(
        text in proptest::option::of(any::<String>()),
        integer in proptest::option::of(any::<i64>()),
        bits in proptest::option::of(any::<u64>()),
        bytes in proptest::option::of(any::<Vec<u8>>()),
    ) {
        let row = [Value::Text(text), Value::Int(integer), Value::Real(bits.map(f64::from_bits)), Value::Bytes(bytes)];
        let mut line = Vec::new();
        encode(&row, &mut line).unwrap();
        prop_assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
        let read = decode(&line, &columns()).unwrap();
        prop_assert!(row.iter().zip(&read).all(|(one, other)| same(one, other)), "{:?} became {:?}", row, read);
    }

    #[test]
    fn a_line_of_anything_is_read_or_refused(line in any::<Vec<u8>>()) {
        let _ = decode(&line, &columns());
    }
}

#[test]
fn the_ends_of_every_type_read_back_as_they_were() {
    for number in
        [0.0, -0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::MIN, 0.1, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]
    {
        let row = [
            Value::Text(Some("\0\u{2028}\"\\".into())),
            Value::Int(Some(i64::MIN)),
            Value::Real(Some(number)),
            Value::Bytes(Some(vec![])),
        ];
        let mut line = Vec::new();
        encode(&row, &mut line).unwrap();
        let read = decode(&line, &columns()).unwrap();
        assert!(row.iter().zip(&read).all(|(one, other)| same(one, other)), "{number}: {read:?}");
    }
}
