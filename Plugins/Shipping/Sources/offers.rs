//! cart.shipping_rates: what buyers are offered, or told.
use crate::class_store;
use crate::parcel::Parcel;
use crate::rate::Rate;
use crate::rate_store;
use crate::region::Destination;
use crate::totem::*;
use crate::zone_store;

/// Bytes of what a buyer is told.
const LONGEST_REFUSAL: usize = 500;

pub fn offer(call: &mut totem_call, event: &totem_cart_event) -> totem_result {
    let Some(cart) = event.cart() else { return Ok(()) };
    let Some(address) = cart.shipping_address() else {
        return refuse(call, "Say where it is to be sent: what shipping costs depends on it.".to_string());
    };
    let Some(zone) = zone_store::zone_of(call, &destination(address))? else {
        return refuse(call, format!("This shop does not ship to {}.", place(address)));
    };
    let rates = rate_store::offered(call, zone)?;
    let parcel = parcel(call, cart, &rates)?;
    let mut objections = Vec::new();
    let mut is_offered = false;
    for (id, rate) in &rates {
        match rate.price(&parcel) {
            Ok(price) => {
                let (id, rule) = (id.to_string(), format!("rate {id} of zone {zone}: {}", price.reason));
                let (id, label, rule) = ((&id).into(), (&rate.label).into(), (&rule).into());
                call.add_rate(&totem_rate { id, label, amount: price.amount, rule, ..Default::default() })?;
                is_offered = true;
            }
            Err(why) => objections.push(format!("{} {why}", rate.label)),
        }
    }
    if is_offered { return Ok(()); }
    if objections.is_empty() { return refuse(call, format!("This shop does not ship to {}.", place(address))); }
    refuse(call, format!("This can't be shipped to {}: {}.", place(address), objections.join("; ")))
}

/// As long as the owner has made no zone, the shop's own rate holds: a plugin that was just switched on keeps nobody from buying.
fn refuse(call: &mut totem_call, mut reason: String) -> totem_result {
    if !zone_store::has_any(call)? { return Ok(()); }
    while reason.len() > LONGEST_REFUSAL { reason.pop(); }
    call.cannot_ship(&reason)
}

fn destination(address: &totem_address) -> Destination {
    Destination::new(address.country.as_str(), address.state.as_str(), address.postal_code.as_str())
}

/// As its buyer knows it: "10115 Berlin, DE".
fn place(address: &totem_address) -> String {
    let town = [address.postal_code.as_str(), address.city.as_str()].join(" ");
    let parts = [town.trim(), address.state.as_str(), address.country.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn parcel(call: &mut totem_call, cart: &totem_cart, rates: &[(i64, Rate)]) -> totem_result<Parcel> {
    let sent: Vec<&totem_line> =
        cart.lines().iter().copied().filter(|line| line.flags & TOTEM_LINE_NO_SHIPPING == 0).collect();
    let mut parcel = Parcel::default();
    for line in &sent { parcel.add(line.quantity, line.weight, line.total - line.discount); }
    // Most shops have no classes: then nobody looks for them.
    if rates.iter().all(|(_, rate)| rate.classes.is_empty()) { return Ok(parcel); }
    let products: Vec<i64> = sent.iter().map(|line| line.product_id).collect();
    for (product, class) in class_store::classes_of(call, &products)? {
        let units = sent.iter().filter(|line| line.product_id == product).map(|line| line.quantity).sum();
        parcel.add_class(&class, units);
    }
    Ok(parcel)
}
