//! Secrets the desk hands out: 256 random bits, compared without telling how much of a guess was right.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 32 random bytes from the operating system, written as 43 characters of unpadded base64url.
///
/// It prints as dots, so that it cannot end up in a log by accident.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Draws a new secret. Fails only where the operating system has no random numbers to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The secret itself, to be put into a link, a cookie or a form, and nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `guess` is this secret. Takes the same time however much of it is right.
    pub fn is(&self, guess: &str) -> bool {
        self.0.as_bytes().ct_eq(guess.as_bytes()).into()
    }

    /// What is kept to recognise the secret later.
    pub fn print(&self) -> Print {
        Print::of(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(...)")
    }
}

/// The SHA-256 of a secret. Looking one up in a map tells nothing about the secret by its timing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Print([u8; 32]);

impl Print {
    /// The print of a text that claims to be a secret.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_256_bits_and_never_twice_the_same() {
        let (one, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_eq!(URL_SAFE_NO_PAD.decode(one.reveal()).unwrap().len(), 32);
        assert_ne!(one.reveal(), other.reveal());
    }

    #[test]
    fn a_secret_knows_itself_and_nothing_else() {
        let secret = Secret::random().unwrap();
        assert!(secret.is(secret.reveal()));
        assert!(!secret.is(""));
        assert!(!secret.is(&secret.reveal()[1..]));
        assert_eq!(secret.print(), Print::of(secret.reveal()));
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::random().unwrap();
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }
}
