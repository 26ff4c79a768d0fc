//! Which field a deserialiser could not read.

use fleet::Problem;
use fleet::problem::FieldError;

use super::Refusal;

pub fn invalid(error: FieldError) -> Refusal {
    Refusal::Problem(Problem::Invalid { errors: vec![error] })
}

/// The path to the field with what is wrong; that of an unknown or missing field stands in serde's message.
pub fn field_errors<E: std::fmt::Display>(fault: &serde_path_to_error::Error<E>) -> FieldError {
    let message = fault.inner().to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let within = fault.path().to_string();
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .iter()
        .find_map(|start| message.strip_prefix(start)?.split('`').next())
        .filter(|name| *name != within && !within.ends_with(&format!(".{name}")));
    let field = match named {
        Some(name) if within == "." => name.to_owned(),
        Some(name) => format!("{within}.{name}"),
        None if within == "." => "body".to_owned(),
        None => within,
    };
    FieldError { field, message }
}
