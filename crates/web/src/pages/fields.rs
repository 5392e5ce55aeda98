//! The fields of a form that has rows: names and values as they came, and what they mean.

use desk::{Error, Result};

/// A form's fields in their order. Row `i` of a table has fields named `NAME_i`.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// From a query or a form's body.
    pub fn parse(form: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(form).into_owned().collect())
    }

    /// What was typed, trimmed; empty when there is no such field.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Every value of a field that may be sent several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    /// A field of a row.
    pub fn at(&self, name: &str, row: usize) -> &str {
        self.get(&format!("{name}_{row}"))
    }

    /// Whether anything was typed into any of these fields.
    pub fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| !self.get(name).is_empty())
    }

    /// How many rows to show: as many as are filled or asked for by `rows`, and `least`; never more than a hundred.
    pub fn rows(&self, names: &[&str], least: usize) -> usize {
        let mut filled = (0..100).filter(|row| names.iter().any(|name| !self.at(name, *row).is_empty()));
        let asked = self.get("rows").parse().unwrap_or(0);
        filled.next_back().map_or(0, |last| last + 1).max(least).max(asked).min(100)
    }

    /// A number; `what` names it in the message.
    pub fn number(&self, name: &str, what: &str) -> Result<f64> {
        number(self.get(name), what)
    }

    /// A number, or `usual` where nothing was typed.
    pub fn number_or(&self, name: &str, what: &str, usual: f64) -> Result<f64> {
        if self.get(name).is_empty() { Ok(usual) } else { self.number(name, what) }
    }

    /// The fields that a further form has to carry along: all but those named.
    pub fn without(&self, names: &[&str]) -> impl Iterator<Item = (&str, &str)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let kept = self.0.iter().filter(move |(field, _)| !names.contains(field));
        kept.map(|(field, value)| (field.as_str(), value.as_str()))
    }
}

/// A number as people type it; a decimal comma is a point.
pub fn number(text: &str, what: &str) -> Result<f64> {
    text.trim().replace(',', ".").parse().map_err(|_| {
        Error::input(
            format!("{what} is \"{}\"", text.chars().take(40).collect::<String>()),
            "write a number, such as 12.5",
        )
    })
}

/// Latitude and longitude as maps give them: `52.1, 6.2`.
pub fn position(text: &str, what: &str) -> Result<(f64, f64)> {
    let unclear = || {
        Error::input(
            format!("{what} is \"{}\"", text.chars().take(40).collect::<String>()),
            "write latitude and longitude in decimal degrees, such as 52.1, 6.2; south and west are negative",
        )
    };
    let parts: Vec<&str> = text.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let [latitude, longitude] = parts[..] else { return Err(unclear()) };
    match (latitude.parse(), longitude.parse()) {
        (Ok(latitude), Ok(longitude)) => Ok((latitude, longitude)),
        _ => Err(unclear()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_many_as_are_filled_or_asked_for() {
        let fields = Fields::parse(b"x_0=1&x_6=2&name_2=a");
        assert_eq!(fields.rows(&["x", "name"], 3), 7);
        assert_eq!(Fields::parse(b"rows=9").rows(&["x"], 3), 9);
        assert_eq!(Fields::parse(b"rows=99999").rows(&["x"], 3), 100);
    }

    #[test]
    fn numbers_and_places_are_read_as_people_type_them() {
        assert_eq!(number(" 2,5 ", "it").unwrap(), 2.5);
        assert!(number("two", "it").unwrap_err().to_string().contains("two"));
        assert_eq!(position("52.1, -6.2", "it").unwrap(), (52.1, -6.2));
        assert!(position("52.1", "it").is_err());
    }
}
