//! Closed lists of words: one word for each meaning, the same in code, database, JSON and on the screen.

/// Declares an enum whose variants are the words of a closed list, kept as TEXT. Reading any other word is an input
/// error that names the words there are.
#[macro_export]
#[doc(hidden)]
macro_rules! vocabulary {
    ($(#[$meta:meta])* pub enum $name:ident as $noun:literal { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every word, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word, as stored and shown.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> $crate::Result<Self> {
                let word = text.trim();
                Self::ALL.iter().copied().find(|known| known.word() == word).ok_or_else(|| {
                    let words: Vec<&str> = Self::ALL.iter().map(|known| known.word()).collect();
                    let shown: String = word.chars().take(40).collect();
                    $crate::Error::input(
                        format!("\"{shown}\" is no {}", $noun),
                        format!("choose one of: {}", words.join(", ")),
                    )
                })
            }
        }

        impl From<$name> for $crate::store::Value {
            fn from(word: $name) -> Self {
                Self::from(word.word())
            }
        }

        impl From<Option<$name>> for $crate::store::Value {
            fn from(word: Option<$name>) -> Self {
                Self::from(word.map($name::word))
            }
        }

        impl<D: sqlx::Database> sqlx::Type<D> for $name
        where
            String: sqlx::Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                String::type_info()
            }
            fn compatible(ty: &D::TypeInfo) -> bool {
                String::compatible(ty)
            }
        }

        impl<'r, D: sqlx::Database> sqlx::Decode<'r, D> for $name
        where
            String: sqlx::Decode<'r, D>,
        {
            fn decode(value: D::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                Ok(String::decode(value)?.parse::<Self>()?)
            }
        }
    };
}
