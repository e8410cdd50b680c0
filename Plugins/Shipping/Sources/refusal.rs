//! What nothing is wrong with, and another one has.
use crate::totem::*;

/// Another one has it already: 409.
pub fn taken(call: &mut totem_call, field: &str, why: &str) -> totem_status {
    // The field alone would be 422.
    call.veto_field(field, why);
    call.problem(409, "already-exists", &format!("{field}: {why}"))
}
