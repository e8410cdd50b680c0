//! The table of rates.
use crate::json;
use crate::rate::{Band, ClassRule, Kind, Rate};
use crate::totem::*;

/// Rates that a zone may have: fewer than one plugin may offer for a cart.
pub const LARGEST_RATE_COUNT: i64 = 50;

const RATES: &str = "SELECT id, zone_id, label, kind, amount, item_amount, bands, free_from, classes, position, is_active \
    FROM shipping_rates";

/// With their ids, in the order in which buyers see them.
pub fn offered(call: &mut totem_call, zone: i64) -> totem_result<Vec<(i64, Rate)>> {
    let rows = call.prepare(&format!("{RATES} WHERE zone_id = $1 AND is_active = 1 ORDER BY position, id"))?;
    rows.bind(1, zone)?;
    let mut rates = Vec::new();
    while rows.step()? { rates.push((rows.column_i64(0), rate(call, rows)?)); }
    Ok(rates)
}

/// A rate, which nobody else changes until the transaction ends.
pub fn held(call: &mut totem_call, id: i64) -> totem_result<Option<Rate>> {
    let rows = call.prepare(&format!("{RATES} WHERE id = $1 FOR UPDATE"))?;
    rows.bind(1, id)?;
    if !rows.step()? { return Ok(None); }
    rate(call, rows).map(Some)
}

fn rate(call: &mut totem_call, row: &mut totem_stmt) -> totem_result<Rate> {
    let Some(kind) = Kind::named(row.column_str(3).as_str()) else {
        return Err(call.fail("shipping_rates has a kind that is none"));
    };
    Ok(Rate {
        zone: row.column_i64(1),
        label: row.column_str(2).to_string(),
        kind,
        amount: row.column_i64(4),
        item_amount: row.column_i64(5),
        bands: bands(row.column_str(6).as_str()),
        free_from: (row.column_kind(7) != TOTEM_NULL).then(|| row.column_i64(7)),
        classes: classes(row.column_str(8).as_str()),
        position: row.column_i64(9),
        is_active: row.column_i64(10) != 0,
    })
}

pub fn count(call: &mut totem_call, zone: i64) -> totem_result<i64> {
    let count = call.prepare("SELECT COUNT(*) FROM shipping_rates WHERE zone_id = $1")?;
    count.bind(1, zone)?;
    count.step()?;
    Ok(count.column_i64(0))
}

pub fn insert(call: &mut totem_call, rate: &Rate) -> totem_result<i64> {
    let insert = call.prepare(
        "INSERT INTO shipping_rates (label, kind, amount, item_amount, bands, free_from, classes, position, is_active, zone_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
    )?;
    bind(insert, rate, rate.zone)?;
    insert.step()?;
    let id = insert.column_i64(0);
    insert.step()?;
    Ok(id)
}

pub fn update(call: &mut totem_call, id: i64, rate: &Rate) -> totem_result {
    let update = call.prepare(
        "UPDATE shipping_rates SET label = $1, kind = $2, amount = $3, item_amount = $4, bands = $5, free_from = $6, classes = $7, \
           position = $8, is_active = $9 WHERE id = $10",
    )?;
    bind(update, rate, id)?;
    update.step().map(|_| ())
}

/// - Parameter last: what the statement's last parameter is.
fn bind(statement: &mut totem_stmt, rate: &Rate, last: i64) -> totem_result {
    statement.bind(1, rate.label.as_str())?;
    statement.bind(2, rate.kind.name())?;
    statement.bind(3, rate.amount)?;
    statement.bind(4, rate.item_amount)?;
    statement.bind(5, bands_json(&rate.bands).as_str())?;
    statement.bind(6, rate.free_from)?;
    statement.bind(7, classes_json(&rate.classes).as_str())?;
    statement.bind(8, rate.position)?;
    statement.bind(9, rate.is_active)?;
    statement.bind(10, last)
}

pub fn delete(call: &mut totem_call, id: i64) -> totem_result<bool> {
    let delete = call.prepare("DELETE FROM shipping_rates WHERE id = $1")?;
    delete.bind(1, id)?;
    delete.step()?;
    Ok(delete.changes() == 1)
}

// Bands and classes are kept as the JSON that is shown.

fn bands_json(bands: &[Band]) -> String {
    json::list(bands.iter().map(|band| {
        format!("{{\"up_to\":{},\"amount\":{}}}", json::number_or_null(band.up_to), band.amount)
    }))
}

fn bands(text: &str) -> Vec<Band> {
    let number = |values: &[&str], place: usize| values.get(place).and_then(|text| text.parse().ok());
    json::values(text).iter().map(|values| Band { up_to: number(values, 0), amount: number(values, 1).unwrap_or(0) }).collect()
}

fn classes_json(classes: &[ClassRule]) -> String {
    json::list(classes.iter().map(|rule| {
        format!("{{\"class\":{},\"amount\":{}}}", json::quoted(&rule.class), json::number_or_null(rule.amount))
    }))
}

fn classes(text: &str) -> Vec<ClassRule> {
    let rule = |values: &Vec<&str>| ClassRule {
        class: values.first().copied().unwrap_or("").to_string(),
        amount: values.get(1).and_then(|text| text.parse().ok()),
    };
    json::values(text).iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_and_classes_are_read_as_they_were_written() {
        let all = vec![Band { up_to: Some(1000), amount: 490 }, Band { up_to: None, amount: 0 }];
        assert_eq!(bands(&bands_json(&all)), all);
        assert_eq!(bands(&bands_json(&[])), []);
        let rules = vec![
            ClassRule { class: "bulky-2".to_string(), amount: Some(1500) },
            ClassRule { class: "gas".to_string(), amount: None },
        ];
        assert_eq!(classes(&classes_json(&rules)), rules);
    }
}
