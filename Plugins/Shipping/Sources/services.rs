//! What the shop's owner does at the command line, and other plugins do.
use crate::class_store::{self, ProductClasses};
use crate::totem::*;

pub fn register(registry: &mut totem_registry) -> totem_result {
    registry.service("class_of", "s>s", class_of)?;
    registry.service("set_class", "ss>s", set_class)?;
    registry.service_role("set_class", TOTEM_STORE_MANAGER)
}

/// `totem call shipping.class_of SKU`: an empty text where the product has none.
fn class_of(call: &mut totem_call, invocation: &totem_invocation) -> totem_result {
    let product = product(call, invocation.text(0))?;
    let class = class_store::of(call, product)?.unwrap_or_default();
    answer(call, invocation, &class)
}

/// `totem call shipping.set_class SKU CLASS`: an empty class takes it away.
fn set_class(call: &mut totem_call, invocation: &totem_invocation) -> totem_result {
    let product = product(call, invocation.text(0))?;
    let code = invocation.text(1);
    let mut class = None;
    if !code.is_empty() {
        class = class_store::find(call, code)?;
        if class.is_none() { return Err(class_store::unknown(call, "class", code)); }
    }
    ProductClasses::new(call)?.put(product, class)?;
    answer(call, invocation, code)
}

/// The product of a SKU, which may be that of a variant.
fn product(call: &mut totem_call, sku: &str) -> totem_result<i64> {
    let row = call.prepare(
        "SELECT id FROM v1_products WHERE sku = $1 UNION ALL SELECT product_id FROM v1_product_variants WHERE sku = $1 LIMIT 1",
    )?;
    row.bind(1, sku)?;
    if row.step()? { Ok(row.column_i64(0)) } else { Err(call.problem(404, "not-found", &format!("There is no product '{sku}'."))) }
}

fn answer(call: &mut totem_call, invocation: &totem_invocation, text: &str) -> totem_result {
    let kept = call.keep(text)?;
    invocation.answer(totem_value { s: kept });
    Ok(())
}
