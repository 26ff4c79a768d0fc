//! Tuples that are objects with named fields on the wire. `N` names the fields of the tuple `T`.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) struct One<N>(PhantomData<N>);

impl<N> One<N> {
    pub fn serialize<T: Clone, S: Serializer>(value: &T, out: S) -> Result<S::Ok, S::Error>
    where
        N: From<T> + Serialize,
    {
        N::from(value.clone()).serialize(out)
    }

    pub fn deserialize<'de, T, D: Deserializer<'de>>(input: D) -> Result<T, D::Error>
    where
        N: Into<T> + Deserialize<'de>,
    {
        N::deserialize(input).map(Into::into)
    }
}

pub(crate) struct Maybe<N>(PhantomData<N>);

impl<N> Maybe<N> {
    #[expect(clippy::ref_option, reason = "what serde calls takes a reference to the field")]
    pub fn serialize<T: Clone, S: Serializer>(value: &Option<T>, out: S) -> Result<S::Ok, S::Error>
    where
        N: From<T> + Serialize,
    {
        value.clone().map(N::from).serialize(out)
    }

    pub fn deserialize<'de, T, D: Deserializer<'de>>(input: D) -> Result<Option<T>, D::Error>
    where
        N: Into<T> + Deserialize<'de>,
    {
        Ok(Option::<N>::deserialize(input)?.map(Into::into))
    }
}

pub(crate) struct Many<N>(PhantomData<N>);

impl<N> Many<N> {
    pub fn serialize<T: Clone, S: Serializer>(values: &[T], out: S) -> Result<S::Ok, S::Error>
    where
        N: From<T> + Serialize,
    {
        out.collect_seq(values.iter().cloned().map(N::from))
    }

    pub fn deserialize<'de, T, D: Deserializer<'de>>(input: D) -> Result<Vec<T>, D::Error>
    where
        N: Into<T> + Deserialize<'de>,
    {
        Ok(Vec::<N>::deserialize(input)?.into_iter().map(Into::into).collect())
    }
}

/// An object with the fields of a tuple.
macro_rules! named {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
        }

        impl From<($($type,)+)> for $name {
            fn from(($($field,)+): ($($type,)+)) -> Self {
                Self { $($field,)+ }
            }
        }

        impl From<$name> for ($($type,)+) {
            fn from(named: $name) -> Self {
                ($(named.$field,)+)
            }
        }
    )*};
}

pub(crate) use named;
