//! A rate as the shop's staff write it. The schemas in plugin.json have checked each field; here is what must go together.
use crate::class_store;
use crate::rate::{Band, ClassRule, Kind, Rate};
use crate::totem::*;

/// What a new rate is where nothing is said.
pub fn blank(zone: i64) -> Rate {
    Rate {
        zone, label: String::new(), kind: Kind::Flat, amount: 0, item_amount: 0, bands: vec![], free_from: None, classes: vec![],
        position: 0, is_active: true,
    }
}

/// A rate with what the body says: what is absent stays, and `free_from` is cleared with null.
pub fn read(call: &mut totem_call, old: Rate) -> totem_result<Rate> {
    let mut rate = old;
    if is_there(call, "label") { rate.label = call.body_str("label")?.as_str().trim().to_string(); }
    if is_there(call, "kind") {
        let name = call.body_str("kind")?;
        rate.kind = match Kind::named(name.as_str()) {
            Some(kind) => kind,
            None => return Err(call.veto_field("kind", "must be flat, item, weight, total or pickup")),
        };
    }
    if is_there(call, "amount") { rate.amount = call.body_i64("amount")?; }
    if is_there(call, "item_amount") { rate.item_amount = call.body_i64("item_amount")?; }
    if is_there(call, "free_from") { rate.free_from = number_or_null(call, "free_from")?; }
    if is_there(call, "position") { rate.position = call.body_i64("position")?; }
    if is_there(call, "is_active") { rate.is_active = call.body_bool("is_active")?; }
    if is_there(call, "bands") { rate.bands = bands(call)?; }
    if is_there(call, "classes") { rate.classes = classes(call)?; }
    check(call, &rate)?;
    Ok(rate)
}

fn is_there(call: &mut totem_call, field: &str) -> bool { call.body_kind(field) != TOTEM_ABSENT }

fn number_or_null(call: &mut totem_call, field: &str) -> totem_result<Option<i64>> {
    if matches!(call.body_kind(field), TOTEM_ABSENT | TOTEM_NULL) { return Ok(None); }
    call.body_i64(field).map(Some)
}

fn bands(call: &mut totem_call) -> totem_result<Vec<Band>> {
    let count = call.body_count("bands")?;
    let mut bands: Vec<Band> = Vec::new();
    for place in 0..count {
        let end = format!("bands[{place}].up_to");
        let up_to = number_or_null(call, &end)?;
        let amount = call.body_i64(&format!("bands[{place}].amount"))?;
        if up_to.is_none() && place + 1 < count {
            return Err(call.veto_field(&end, "is without an end, which only the last one may be"));
        }
        let before = bands.last().and_then(|band| band.up_to);
        if before.is_some_and(|before| up_to.is_some_and(|end| end <= before)) {
            return Err(call.veto_field(&end, "must go further than the band before it"));
        }
        bands.push(Band { up_to, amount });
    }
    Ok(bands)
}

fn classes(call: &mut totem_call) -> totem_result<Vec<ClassRule>> {
    let count = call.body_count("classes")?;
    let known = class_store::all(call)?;
    let mut rules: Vec<ClassRule> = Vec::new();
    for place in 0..count {
        let field = format!("classes[{place}].class");
        let class = call.body_str(&field)?.to_string();
        if !known.iter().any(|known| known.code == class) {
            return Err(class_store::unknown(call, &field, &class));
        }
        if rules.iter().any(|rule| rule.class == class) {
            return Err(call.veto_field(&field, &format!("is named twice: '{class}'")));
        }
        rules.push(ClassRule { class, amount: number_or_null(call, &format!("classes[{place}].amount"))? });
    }
    Ok(rules)
}

/// What fits together, names everything that does not.
fn check(call: &mut totem_call, rate: &Rate) -> totem_result {
    let kind = rate.kind.name();
    let mut wrong = None;
    if rate.kind.has_bands() && rate.bands.is_empty() {
        wrong = Some(call.veto_field("bands", &format!("must say what costs how much by {kind}")));
    }
    if !rate.kind.has_bands() && !rate.bands.is_empty() {
        wrong = Some(call.veto_field("bands", &format!("must be empty where the kind is {kind}; only weight and total have bands")));
    }
    if rate.kind != Kind::Item && rate.item_amount != 0 {
        wrong = Some(call.veto_field("item_amount", &format!("must be 0 where the kind is {kind}; only item has it")));
    }
    wrong.map_or(Ok(()), Err)
}
