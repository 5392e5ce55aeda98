//! The fields of the worksheet "order of two clips".

use desk::findings::worksheets::Input;
use desk::findings::worksheets::order::{Clip, Clue, OrderInput, Says};
use desk::{Error, Result};

use crate::pages::fields::Fields;

/// What the fields say. Rows in which nothing was noted are not there.
pub(super) fn input(fields: &Fields) -> Result<Input> {
    let clip = |name: &str, length: &str| -> Result<Clip> {
        let called = fields.get(name);
        Ok(Clip { name: called.to_owned(), duration: fields.number(length, &format!("the length of {called}"))? })
    };
    let (first, second) = (clip("first", "first_length")?, clip("second", "second_length")?);
    let mut clues = Vec::new();
    for row in 0..fields.rows(&["what", "in_first", "in_second"], 0) {
        let what = fields.at("what", row);
        if what.is_empty() && fields.at("in_first", row).is_empty() {
            continue;
        }
        let seconds = |name: &str, of: &str| {
            fields.number(&format!("{name}_{row}"), &format!("the second of \"{what}\" in {of}"))
        };
        let between = |name: &str, usual: f64| {
            fields.number_or(&format!("{name}_{row}"), &format!("the time between the moments of \"{what}\""), usual)
        };
        let says = match fields.at("says", row) {
            "first_earlier" => Says::FirstEarlier,
            "second_earlier" => Says::SecondEarlier,
            "same_moment" => Says::SameMoment { within: between("to", 1.0)? },
            "apart" => Says::Apart { from: between("from", 0.0)?, to: between("to", 0.0)? },
            _ => return Err(Error::input(format!("\"{what}\" says nothing of the order"), "choose what it says")),
        };
        clues.push(Clue {
            what: what.to_owned(),
            in_first: seconds("in_first", &first.name)?,
            in_second: seconds("in_second", &second.name)?,
            says,
            why: fields.at("why", row).to_owned(),
        });
    }
    Ok(Input::Order(OrderInput { first, second, clues }))
}
