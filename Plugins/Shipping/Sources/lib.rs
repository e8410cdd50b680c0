//! shipping: zones by country, state and postal code, and in each the ways in which the shop sends there, with what they cost.
//!
//! Rules that know nothing of a host are in `postal_code`, `region`, `parcel` and `rate`; `zone_store`, `rate_store` and `class_store`
//! have the SQL; `offers` is what carts are told; `files` what imports and exports are; `zone_routes`, `rate_routes`, `class_routes`
//! and `services` are what the shop's staff use.
#[path = "../../../Sources/CTotem/rust/totem_plugin.rs"]
mod totem;

mod class_routes;
mod class_store;
mod files;
mod json;
mod offers;
mod parcel;
mod postal_code;
mod rate;
mod rate_form;
mod rate_routes;
mod rate_store;
mod refusal;
mod region;
mod services;
mod zone_form;
mod zone_routes;
mod zone_store;

use totem::*;

fn start(registry: &mut totem_registry) -> totem_result {
    registry.on_cart_shipping_rates(offers::offer, 100)?;
    registry.on_import_rows(files::import, 100)?;
    registry.on_export_rows(files::export, 100)?;
    zone_routes::register(registry)?;
    rate_routes::register(registry)?;
    class_routes::register(registry)?;
    services::register(registry)
}

totem_entry!("shipping", "1.0.0", start);
