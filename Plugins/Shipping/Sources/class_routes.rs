//! `/v1/x/shipping/classes` and `/v1/x/shipping/products`: kinds of products that cost more to send, or that not every rate takes.
use crate::class_store::{self, ProductClasses};
use crate::json;
use crate::refusal;
use crate::totem::*;

pub fn register(registry: &mut totem_registry) -> totem_result {
    registry.route("GET", "/classes", TOTEM_STAFF, TOTEM_READS, list)?;
    registry.route("POST", "/classes", TOTEM_STORE_MANAGER, TOTEM_WRITES, create)?;
    registry.route("PATCH", "/classes/{id}", TOTEM_STORE_MANAGER, TOTEM_WRITES, change)?;
    registry.route("DELETE", "/classes/{id}", TOTEM_STORE_MANAGER, TOTEM_WRITES, delete)?;
    registry.route("GET", "/classes/{id}/products", TOTEM_STAFF, TOTEM_READS, products)?;
    registry.route("GET", "/products/{id}", TOTEM_STAFF, TOTEM_READS, show_product)?;
    registry.route("PUT", "/products/{id}", TOTEM_STORE_MANAGER, TOTEM_WRITES, put_product)
}

fn list(call: &mut totem_call, _: &totem_request) -> totem_result {
    let page = call.page_read(TOTEM_ASCENDING)?;
    let rows = call.prepare("SELECT id, code, name FROM shipping_classes WHERE id > $1 ORDER BY id LIMIT $2")?;
    rows.bind(1, page.after)?;
    rows.bind(2, page.fetch)?;
    call.respond_page(rows, &page)
}

fn create(call: &mut totem_call, _: &totem_request) -> totem_result {
    let (code, name) = (call.body_str("code")?.to_string(), name(call)?);
    call.lock("classes")?;
    let classes = class_store::all(call)?;
    if classes.iter().any(|class| class.code == code) {
        return Err(refusal::taken(call, "code", &format!("is taken: there is a class '{code}' already")));
    }
    if classes.len() >= class_store::LARGEST_CLASS_COUNT {
        let limit = format!("A shop has at most {} classes.", class_store::LARGEST_CLASS_COUNT);
        return Err(call.problem(409, "too-many-classes", &limit));
    }
    let id = class_store::insert(call, &code, &name)?;
    respond(call, 201, id)
}

fn change(call: &mut totem_call, _: &totem_request) -> totem_result {
    let (id, _) = existing(call)?;
    let name = name(call)?;
    class_store::rename(call, id, &name)?;
    respond(call, 200, id)
}

fn delete(call: &mut totem_call, _: &totem_request) -> totem_result {
    let (id, code) = existing(call)?;
    if let Some(label) = class_store::rate_with(call, &code)? {
        let why = format!("The rate '{label}' says what {code} costs; take it out there first.");
        return Err(call.problem(409, "class-in-use", &why));
    }
    class_store::delete(call, id)?;
    call.respond(204, "")
}

fn products(call: &mut totem_call, _: &totem_request) -> totem_result {
    let (id, _) = existing(call)?;
    let page = call.page_read(TOTEM_ASCENDING)?;
    let rows = call.prepare(
        "SELECT shipping_product_classes.product_id AS id, v1_products.sku AS sku, v1_products.name AS name \
         FROM shipping_product_classes JOIN v1_products ON v1_products.id = shipping_product_classes.product_id \
         WHERE shipping_product_classes.class_id = $3 AND shipping_product_classes.product_id > $1 \
         ORDER BY shipping_product_classes.product_id LIMIT $2",
    )?;
    rows.bind(1, page.after)?;
    rows.bind(2, page.fetch)?;
    rows.bind(3, id)?;
    call.respond_page(rows, &page)
}

fn show_product(call: &mut totem_call, _: &totem_request) -> totem_result {
    let product = existing_product(call)?;
    respond_product(call, product)
}

fn put_product(call: &mut totem_call, _: &totem_request) -> totem_result {
    let product = existing_product(call)?;
    let mut class = None;
    if call.body_kind("class") != TOTEM_NULL {
        let code = call.body_str("class")?.to_string();
        class = class_store::find(call, &code)?;
        if class.is_none() { return Err(class_store::unknown(call, "class", &code)); }
    }
    ProductClasses::new(call)?.put(product, class)?;
    respond_product(call, product)
}

fn respond_product(call: &mut totem_call, product: i64) -> totem_result {
    let class = class_store::of(call, product)?.map_or("null".to_string(), |code| json::quoted(&code));
    call.respond(200, &format!("{{\"id\":{product},\"class\":{class}}}"))
}

fn existing_product(call: &mut totem_call) -> totem_result<i64> {
    let id = call.param_i64("id")?;
    let row = call.prepare("SELECT id FROM v1_products WHERE id = $1")?;
    row.bind(1, id)?;
    if row.step()? { Ok(id) } else { Err(call.problem(404, "not-found", &format!("There is no product {id}."))) }
}

fn existing(call: &mut totem_call) -> totem_result<(i64, String)> {
    let id = call.param_i64("id")?;
    match class_store::all(call)?.into_iter().find(|class| class.id == id) {
        Some(class) => Ok((id, class.code)),
        None => Err(call.problem(404, "not-found", &format!("There is no shipping class {id}."))),
    }
}

fn name(call: &mut totem_call) -> totem_result<String> {
    Ok(call.body_str("name")?.as_str().trim().to_string())
}

fn respond(call: &mut totem_call, status: i32, id: i64) -> totem_result {
    let row = call.prepare("SELECT id, code, name FROM shipping_classes WHERE id = $1")?;
    row.bind(1, id)?;
    call.respond_row(status, row)
}
