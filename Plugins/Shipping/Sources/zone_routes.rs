//! `/v1/x/shipping/zones`: where the shop sends to.
use crate::totem::*;
use crate::zone_form::{self, Zone};
use crate::zone_store;

pub fn register(registry: &mut totem_registry) -> totem_result {
    registry.route("GET", "/zones", TOTEM_STAFF, TOTEM_READS, list)?;
    registry.route("POST", "/zones", TOTEM_STORE_MANAGER, TOTEM_WRITES, create)?;
    registry.route("GET", "/zones/{id}", TOTEM_STAFF, TOTEM_READS, show)?;
    registry.route("PATCH", "/zones/{id}", TOTEM_STORE_MANAGER, TOTEM_WRITES, change)?;
    registry.route("DELETE", "/zones/{id}", TOTEM_STORE_MANAGER, TOTEM_WRITES, delete)
}

fn list(call: &mut totem_call, _: &totem_request) -> totem_result {
    let page = call.page_read(TOTEM_ASCENDING)?;
    let rows = call.prepare(
        "SELECT id, name, regions AS \"regions:json\" FROM shipping_zones WHERE id > $1 ORDER BY id LIMIT $2",
    )?;
    rows.bind(1, page.after)?;
    rows.bind(2, page.fetch)?;
    call.respond_page(rows, &page)
}

fn create(call: &mut totem_call, _: &totem_request) -> totem_result {
    let zone = Zone { name: zone_form::name(call)?, parts: zone_form::parts(call)? };
    call.lock("zones")?;
    if zone_store::count(call)? >= zone_store::LARGEST_ZONE_COUNT {
        let limit = format!("A shop has at most {} zones.", zone_store::LARGEST_ZONE_COUNT);
        return Err(call.problem(409, "too-many-zones", &limit));
    }
    let id = zone_store::insert(call, &zone)?;
    respond(call, 201, id)
}

fn show(call: &mut totem_call, _: &totem_request) -> totem_result {
    let id = call.param_i64("id")?;
    respond(call, 200, id)
}

fn change(call: &mut totem_call, _: &totem_request) -> totem_result {
    let id = existing(call)?;
    if call.body_kind("name") != TOTEM_ABSENT {
        let name = zone_form::name(call)?;
        zone_store::rename(call, id, &name)?;
    }
    if call.body_kind("regions") != TOTEM_ABSENT {
        let parts = zone_form::parts(call)?;
        zone_store::replace_regions(call, id, &parts)?;
    }
    respond(call, 200, id)
}

fn delete(call: &mut totem_call, _: &totem_request) -> totem_result {
    let id = existing(call)?;
    zone_store::delete(call, id)?;
    call.respond(204, "")
}

fn existing(call: &mut totem_call) -> totem_result<i64> {
    let id = call.param_i64("id")?;
    if zone_store::exists(call, id)? { Ok(id) } else { Err(call.problem(404, "not-found", &format!("There is no shipping zone {id}."))) }
}

fn respond(call: &mut totem_call, status: i32, id: i64) -> totem_result {
    let row = call.prepare("SELECT id, name, regions AS \"regions:json\" FROM shipping_zones WHERE id = $1")?;
    row.bind(1, id)?;
    call.respond_row(status, row)
}
