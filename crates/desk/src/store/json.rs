//! Values with an inside, kept as JSON text: the same in both databases, and the same bytes that custody commits to.

use std::ops::Deref;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::{Database, Decode, Type};

use super::Value;

/// A value that is kept as JSON in a TEXT column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<D: Database, T> Type<D> for Json<T>
where
    String: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        String::type_info()
    }
    fn compatible(ty: &D::TypeInfo) -> bool {
        String::compatible(ty)
    }
}

impl<'r, D: Database, T: DeserializeOwned> Decode<'r, D> for Json<T>
where
    String: Decode<'r, D>,
{
    fn decode(value: D::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(Self(serde_json::from_str(&String::decode(value)?)?))
    }
}

impl<T: Serialize> From<Json<T>> for Value {
    fn from(value: Json<T>) -> Self {
        Self::Text(serde_json::to_string(&value.0).ok())
    }
}

impl<T: Serialize> From<Option<Json<T>>> for Value {
    fn from(value: Option<Json<T>>) -> Self {
        value.map_or(Self::Text(None), Self::from)
    }
}
