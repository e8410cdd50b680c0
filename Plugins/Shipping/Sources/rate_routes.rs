//! `/v1/x/shipping/rates`: what it costs to send to a zone.
use crate::rate_form;
use crate::rate_store;
use crate::totem::*;
use crate::zone_store;

const SHOWN: &str = "SELECT id, zone_id, label, kind, amount, item_amount, bands AS \"bands:json\", free_from, \
    classes AS \"classes:json\", position, is_active AS \"is_active:bool\" FROM shipping_rates";

pub fn register(registry: &mut totem_registry) -> totem_result {
    registry.route("GET", "/rates", TOTEM_STAFF, TOTEM_READS, list)?;
    registry.route("POST", "/rates", TOTEM_STORE_MANAGER, TOTEM_WRITES, create)?;
    registry.route("GET", "/rates/{id}", TOTEM_STAFF, TOTEM_READS, show)?;
    registry.route("PATCH", "/rates/{id}", TOTEM_STORE_MANAGER, TOTEM_WRITES, change)?;
    registry.route("DELETE", "/rates/{id}", TOTEM_STORE_MANAGER, TOTEM_WRITES, delete)
}

fn list(call: &mut totem_call, _: &totem_request) -> totem_result {
    let page = call.page_read(TOTEM_ASCENDING)?;
    let zone = match call.query_i64("zone_id") {
        Err(TOTEM_NOT_FOUND) => 0,
        other => other?,
    };
    let rows = call.prepare(&format!("{SHOWN} WHERE id > $1 AND (zone_id = $3 OR $3 = 0) ORDER BY id LIMIT $2"))?;
    rows.bind(1, page.after)?;
    rows.bind(2, page.fetch)?;
    rows.bind(3, zone)?;
    call.respond_page(rows, &page)
}

fn create(call: &mut totem_call, _: &totem_request) -> totem_result {
    let zone = call.body_i64("zone_id")?;
    if !zone_store::exists(call, zone)? {
        return Err(call.veto_field("zone_id", &format!("names no zone: {zone}")));
    }
    let rate = rate_form::read(call, rate_form::blank(zone))?;
    call.lock(&format!("rates of {zone}"))?;
    if rate_store::count(call, zone)? >= rate_store::LARGEST_RATE_COUNT {
        let limit = format!("A zone has at most {} rates.", rate_store::LARGEST_RATE_COUNT);
        return Err(call.problem(409, "too-many-rates", &limit));
    }
    let id = rate_store::insert(call, &rate)?;
    respond(call, 201, id)
}

fn show(call: &mut totem_call, _: &totem_request) -> totem_result {
    let id = call.param_i64("id")?;
    respond(call, 200, id)
}

fn change(call: &mut totem_call, _: &totem_request) -> totem_result {
    let id = call.param_i64("id")?;
    let Some(old) = rate_store::held(call, id)? else { return Err(missing(call, id)) };
    let rate = rate_form::read(call, old)?;
    rate_store::update(call, id, &rate)?;
    respond(call, 200, id)
}

fn delete(call: &mut totem_call, _: &totem_request) -> totem_result {
    let id = call.param_i64("id")?;
    if !rate_store::delete(call, id)? { return Err(missing(call, id)); }
    call.respond(204, "")
}

fn missing(call: &mut totem_call, id: i64) -> totem_status {
    call.problem(404, "not-found", &format!("There is no shipping rate {id}."))
}

fn respond(call: &mut totem_call, status: i32, id: i64) -> totem_result {
    let row = call.prepare(&format!("{SHOWN} WHERE id = $1"))?;
    row.bind(1, id)?;
    call.respond_row(status, row)
}
