//! The tables of zones: `shipping_zones` has what the owner said, `shipping_regions` the same by country, to find addresses by.
use crate::postal_code::PostalRule;
use crate::region::{zone, Destination, Region, WORLD};
use crate::refusal;
use crate::totem::*;
use crate::zone_form::{regions_json, Part, Zone};

/// Most shops have a handful.
pub const LARGEST_ZONE_COUNT: i64 = 100;

/// The zone that an address is in.
pub fn zone_of(call: &mut totem_call, to: &Destination) -> totem_result<Option<i64>> {
    let rows = call.prepare(
        "SELECT zone_id, country, state, postal_code FROM shipping_regions WHERE country IN ($1, $2) AND state IN ('', $3)",
    )?;
    rows.bind(1, to.country())?;
    rows.bind(2, WORLD)?;
    rows.bind(3, to.state())?;
    let mut regions = Vec::new();
    while rows.step()? {
        let (country, state, postal) = (rows.column_str(1), rows.column_str(2), rows.column_str(3));
        let Ok(postal_code) = some(postal.as_str()).map(|text| PostalRule::parse(country.as_str(), text)).transpose() else {
            return Err(call.fail("shipping_regions has a postal code that is none"));
        };
        let state = some(state.as_str()).map(str::to_string);
        regions.push((rows.column_i64(0), Region { country: country.to_string(), state, postal_code }));
    }
    Ok(zone(to, &regions))
}

fn some(text: &str) -> Option<&str> { if text.is_empty() { None } else { Some(text) } }

pub fn has_any(call: &mut totem_call) -> totem_result<bool> {
    call.prepare("SELECT 1 FROM shipping_zones LIMIT 1")?.step()
}

pub fn count(call: &mut totem_call) -> totem_result<i64> {
    let count = call.prepare("SELECT COUNT(*) FROM shipping_zones")?;
    count.step()?;
    Ok(count.column_i64(0))
}

pub fn exists(call: &mut totem_call, id: i64) -> totem_result<bool> {
    let row = call.prepare("SELECT 1 FROM shipping_zones WHERE id = $1")?;
    row.bind(1, id)?;
    row.step()
}

pub fn insert(call: &mut totem_call, zone: &Zone) -> totem_result<i64> {
    let insert = call.prepare("INSERT INTO shipping_zones (name, regions) VALUES ($1, $2) RETURNING id")?;
    insert.bind(1, zone.name.as_str())?;
    insert.bind(2, regions_json(&zone.parts).as_str())?;
    insert.step()?;
    let id = insert.column_i64(0);
    // A statement that has not come to its end may hold what it wrote back.
    insert.step()?;
    put_regions(call, id, &zone.parts)?;
    Ok(id)
}

pub fn rename(call: &mut totem_call, id: i64, name: &str) -> totem_result {
    let update = call.prepare("UPDATE shipping_zones SET name = $2 WHERE id = $1")?;
    update.bind(1, id)?;
    update.bind(2, name)?;
    update.step().map(|_| ())
}

pub fn replace_regions(call: &mut totem_call, id: i64, parts: &[Part]) -> totem_result {
    let update = call.prepare("UPDATE shipping_zones SET regions = $2 WHERE id = $1")?;
    update.bind(1, id)?;
    update.bind(2, regions_json(parts).as_str())?;
    update.step()?;
    let delete = call.prepare("DELETE FROM shipping_regions WHERE zone_id = $1")?;
    delete.bind(1, id)?;
    delete.step()?;
    put_regions(call, id, parts)
}

/// Its rates and regions go with it.
pub fn delete(call: &mut totem_call, id: i64) -> totem_result {
    let delete = call.prepare("DELETE FROM shipping_zones WHERE id = $1")?;
    delete.bind(1, id)?;
    delete.step().map(|_| ())
}

/// A region is in one zone: two that say the same would leave it to chance which of them an address is in.
fn put_regions(call: &mut totem_call, id: i64, parts: &[Part]) -> totem_result {
    let taken = call.prepare(
        "SELECT shipping_zones.name FROM shipping_regions JOIN shipping_zones ON shipping_zones.id = shipping_regions.zone_id \
         WHERE shipping_regions.country = $1 AND shipping_regions.state = $2 AND shipping_regions.postal_code = $3",
    )?;
    let insert =
        call.prepare("INSERT INTO shipping_regions (zone_id, country, state, postal_code) VALUES ($1, $2, $3, $4)")?;
    let mut wrong = None;
    for part in parts {
        for (region, field) in part.regions() {
            let (state, postal) = (region.state.unwrap_or_default(), region.postal_code.map(|rule| rule.text()).unwrap_or_default());
            taken.bind(1, region.country.as_str())?;
            taken.bind(2, state.as_str())?;
            taken.bind(3, postal.as_str())?;
            if taken.step()? {
                wrong = Some(refusal::taken(call, &field, &format!("is in the zone '{}' already", taken.column_str(0))));
                taken.reset()?;
                continue;
            }
            taken.reset()?;
            insert.bind(1, id)?;
            insert.bind(2, region.country.as_str())?;
            insert.bind(3, state.as_str())?;
            insert.bind(4, postal.as_str())?;
            // Somebody else may have been quicker by a moment.
            match insert.step() {
                Err(TOTEM_UNIQUE) => return Err(refusal::taken(call, &field, "is in another zone already")),
                other => other?,
            };
            insert.reset()?;
        }
    }
    wrong.map_or(Ok(()), Err)
}
