// points: a plugin in Rust without any crate. A customer earns a point for each whole unit of money, and has one percent off from a
// hundred points on. The manual is totem_plugin.h; totem_plugin.rs is the same for Rust.
#[path = "totem_plugin.rs"]
mod totem;

use core::ffi::c_void;
use core::ptr::null_mut;
use totem::*;

fn points_for(amount: i64, digits: u32) -> i64 {
    amount / 10_i64.pow(digits)
}

/// How many points a customer has. What is `Err` is for the hook to return.
fn balance(call: &mut totem_call, user: i64) -> Result<i64, totem_status> {
    let sum = call.statement("SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM points_earned WHERE user_id = $1")?;
    sum.bind_i64(1, user);
    match sum.step() {
        TOTEM_ROW => Ok(sum.column_i64(0)),
        status => Err(status),
    }
}

/// cart.discounts: one percent off every line.
unsafe extern "C" fn take_off(call: *mut totem_call, event: *const totem_cart_event, _: *mut c_void) -> totem_status {
    let (call, event) = (&mut *call, &*event);
    let Some(cart) = event.cart() else { return TOTEM_OK };
    if cart.user_id == 0 { return TOTEM_OK; }
    match balance(call, cart.user_id) {
        Ok(points) if points >= call.setting_i64("points_needed", 100) => {}
        Ok(_) => return TOTEM_OK,
        Err(status) => return status,
    }
    for line in cart.lines() {
        let amount = (line.total - line.discount) / 100;
        if amount == 0 { continue; }
        let discount = totem_discount { line: line.id, amount, label: "Thank you".into(), ..Default::default() };
        let status = call.add_discount(&discount);
        if status != TOTEM_OK { return status; }
    }
    TOTEM_OK
}

/// order.placed: committed together with the order, or not at all.
unsafe extern "C" fn earn(call: *mut totem_call, event: *const totem_order_event, _: *mut c_void) -> totem_status {
    let (call, event) = (&mut *call, &*event);
    let Some(order) = event.order() else { return TOTEM_OK };
    if order.user_id == 0 { return TOTEM_OK; }
    let insert = match call.statement("INSERT INTO points_earned (user_id, order_id, points) VALUES ($1, $2, $3)") {
        Ok(statement) => statement,
        Err(status) => return status,
    };
    insert.bind_i64(1, order.user_id);
    insert.bind_i64(2, order.id);
    insert.bind_i64(3, points_for(order.total, order.currency_digits));
    match insert.step() {
        TOTEM_DONE => TOTEM_OK,
        status => status,
    }
}

/// GET /v1/x/points/balances/{user}, for the shop's staff.
unsafe extern "C" fn show(call: *mut totem_call, _: *const totem_request, _: *mut c_void) -> totem_status {
    let call = &mut *call;
    let mut user = 0;
    let status = call.param_i64("user", &mut user);
    if status != TOTEM_OK { return status; }
    match balance(call, user) {
        Ok(points) => call.respond(200, format!("{{\"points\": {points}}}").as_str()),
        Err(status) => status,
    }
}

/// The service points.points_for, "ii>i": an amount in minor units, and how many digits those are.
unsafe extern "C" fn count(
    call: *mut totem_call, amount: i64, digits: i64, result: *mut i64, _: *mut c_void,
) -> totem_status {
    if amount < 0 || !(0..=4).contains(&digits) { return (*call).veto("no-amount", "There are no points for that."); }
    *result = points_for(amount, digits as u32);
    TOTEM_OK
}

unsafe extern "C" fn start(registry: *mut totem_registry, _: *mut totem_instance, state: *mut *mut c_void) -> totem_status {
    let registry = &mut *registry;
    *state = null_mut();
    let count: unsafe extern "C" fn(*mut totem_call, i64, i64, *mut i64, *mut c_void) -> totem_status = count;
    let steps = [
        registry.on_cart_discounts(take_off, 200),
        registry.on_order_placed(earn, 200),
        registry.route("GET", "/balances/{user}", TOTEM_STAFF, TOTEM_READS, Some(show)),
        registry.service("points_for", "ii>i", Some(core::mem::transmute(count)), None),
    ];
    steps.into_iter().find(|status| *status != TOTEM_OK).unwrap_or(TOTEM_OK)
}

static PLUGIN: totem_plugin = totem_plugin {
    size: core::mem::size_of::<totem_plugin>() as u32,
    abi: TOTEM_ABI,
    name: b"points\0".as_ptr(),
    version: b"1.0.0\0".as_ptr(),
    flags: 0,
    reserved: 0,
    start: Some(start),
    stop: None,
};

#[no_mangle]
pub unsafe extern "C" fn totem_plugin_entry(_: *const totem_host_info) -> *const totem_plugin {
    &PLUGIN
}
