//! Fields that are written as the manifest's schemas say, and can't be taken all the same.
use crate::totem::*;

/// The field names what is not there: 404.
pub fn unknown(call: &mut totem_call, field: &str, why: &str) -> totem_status { refuse(call, 404, "not-found", field, why) }

/// Another one has it already: 409.
pub fn taken(call: &mut totem_call, field: &str, why: &str) -> totem_status { refuse(call, 409, "already-exists", field, why) }

/// The field does not go with others, or with how things are: 409.
pub fn impossible(call: &mut totem_call, field: &str, why: &str) -> totem_status { refuse(call, 409, "not-possible", field, why) }

fn refuse(call: &mut totem_call, status: i32, code: &str, field: &str, why: &str) -> totem_status {
    // The fields alone would be 422.
    call.veto_field(field, why);
    call.problem(status, code, &format!("{field}: {why}"))
}
