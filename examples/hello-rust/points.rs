// points: a plugin in Rust without any crate. A customer earns a point for each whole unit of money, and has one percent off from a
// hundred points on. The manual is totem_plugin.h; totem_plugin.rs is the same for Rust.
#[path = "totem_plugin.rs"]
mod totem;

use totem::*;

fn points_for(amount: i64, digits: u32) -> i64 {
    amount / 10_i64.pow(digits)
}

/// How many points a customer has.
fn balance(call: &mut totem_call, user: i64) -> totem_result<i64> {
    let sum = call.prepare("SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM points_earned WHERE user_id = $1")?;
    sum.bind(1, user)?;
    sum.step()?;
    Ok(sum.column_i64(0))
}

/// cart.discounts: one percent off every line.
fn take_off(call: &mut totem_call, event: &totem_cart_event) -> totem_result {
    let Some(cart) = event.cart() else { return Ok(()) };
    if cart.user_id == 0 || balance(call, cart.user_id)? < call.setting_i64("points_needed", 100) { return Ok(()); }
    for line in cart.lines() {
        let amount = (line.total - line.discount) / 100;
        if amount == 0 { continue; }
        call.add_discount(&totem_discount { line: line.id, amount, label: "Thank you".into(), ..Default::default() })?;
    }
    Ok(())
}

/// order.placed: committed together with the order, or not at all.
fn earn(call: &mut totem_call, event: &totem_order_event) -> totem_result {
    let Some(order) = event.order() else { return Ok(()) };
    if order.user_id == 0 { return Ok(()); }
    let insert = call.prepare("INSERT INTO points_earned (user_id, order_id, points) VALUES ($1, $2, $3)")?;
    insert.bind(1, order.user_id)?;
    insert.bind(2, order.id)?;
    insert.bind(3, points_for(order.total, order.currency_digits))?;
    insert.step()?;
    Ok(())
}

/// GET /v1/x/points/balances/{user}, for the shop's staff.
fn show(call: &mut totem_call, _: &totem_request) -> totem_result {
    let user = call.param_i64("user")?;
    let points = balance(call, user)?;
    call.respond(200, &format!("{{\"points\": {points}}}"))
}

/// The service points.points_for, "ii>i": an amount in minor units, and how many digits those are.
fn count(call: &mut totem_call, invocation: &totem_invocation) -> totem_result {
    let (amount, digits) = (invocation.i64(0), invocation.i64(1));
    if amount < 0 || !(0..=4).contains(&digits) { return Err(call.veto("no-amount", "There are no points for that.")); }
    invocation.answer(totem_value { i: points_for(amount, digits as u32) });
    Ok(())
}

fn start(registry: &mut totem_registry) -> totem_result {
    registry.on_cart_discounts(take_off, 200)?;
    registry.on_order_placed(earn, 200)?;
    registry.route("GET", "/balances/{user}", TOTEM_STAFF, TOTEM_READS, show)?;
    registry.service("points_for", "ii>i", count)
}

totem_entry!("points", "1.0.0", start);
