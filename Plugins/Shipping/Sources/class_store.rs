//! The tables of classes: which there are, and which product has which.
use crate::totem::*;

pub const LARGEST_CLASS_COUNT: usize = 100;
/// Products that one statement asks for. The text of a statement stays the same, so that it is compiled once.
const BATCH: usize = 16;

/// The classes of products that have one, each product once.
pub fn classes_of(call: &mut totem_call, products: &[i64]) -> totem_result<Vec<(i64, String)>> {
    let mut products = products.to_vec();
    products.sort_unstable();
    products.dedup();
    let rows = call.prepare(
        "SELECT shipping_product_classes.product_id, shipping_classes.code \
         FROM shipping_product_classes JOIN shipping_classes ON shipping_classes.id = shipping_product_classes.class_id \
         WHERE shipping_product_classes.product_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )?;
    let mut found = Vec::new();
    for batch in products.chunks(BATCH) {
        // What is not bound is NULL, which is in no list.
        for (place, product) in batch.iter().enumerate() { rows.bind(place as i32 + 1, *product)?; }
        while rows.step()? { found.push((rows.column_i64(0), rows.column_str(1).to_string())); }
        rows.reset()?;
    }
    Ok(found)
}

pub struct Class {
    pub id: i64,
    pub code: String,
    pub name: String,
}

/// All of them: there are few.
pub fn all(call: &mut totem_call) -> totem_result<Vec<Class>> {
    let rows = call.prepare("SELECT id, code, name FROM shipping_classes ORDER BY id")?;
    let mut classes = Vec::new();
    while rows.step()? {
        let (code, name) = (rows.column_str(1).to_string(), rows.column_str(2).to_string());
        classes.push(Class { id: rows.column_i64(0), code, name });
    }
    Ok(classes)
}

/// The id of a class.
pub fn find(call: &mut totem_call, code: &str) -> totem_result<Option<i64>> {
    Ok(all(call)?.into_iter().find(|class| class.code == code).map(|class| class.id))
}

pub fn insert(call: &mut totem_call, code: &str, name: &str) -> totem_result<i64> {
    let insert = call.prepare("INSERT INTO shipping_classes (code, name) VALUES ($1, $2) RETURNING id")?;
    insert.bind(1, code)?;
    insert.bind(2, name)?;
    insert.step()?;
    let id = insert.column_i64(0);
    insert.step()?;
    Ok(id)
}

pub fn rename(call: &mut totem_call, id: i64, name: &str) -> totem_result {
    let update = call.prepare("UPDATE shipping_classes SET name = $2 WHERE id = $1")?;
    update.bind(1, id)?;
    update.bind(2, name)?;
    update.step().map(|_| ())
}

/// Products that have it have none then.
pub fn delete(call: &mut totem_call, id: i64) -> totem_result {
    let delete = call.prepare("DELETE FROM shipping_classes WHERE id = $1")?;
    delete.bind(1, id)?;
    delete.step().map(|_| ())
}

/// The label of a rate that says something about the class.
pub fn rate_with(call: &mut totem_call, code: &str) -> totem_result<Option<String>> {
    let row = call.prepare("SELECT label FROM shipping_rates WHERE classes LIKE $1 ORDER BY id LIMIT 1")?;
    row.bind(1, format!("%\"class\":\"{code}\"%").as_str())?;
    let label = if row.step()? { Some(row.column_str(0).to_string()) } else { None };
    Ok(label)
}

/// The class that a product has.
pub fn of(call: &mut totem_call, product: i64) -> totem_result<Option<String>> {
    Ok(classes_of(call, &[product])?.into_iter().next().map(|(_, code)| code))
}

/// Puts classes of many products: a call has few statements, so that each is prepared once.
pub struct ProductClasses<'a> {
    put: &'a mut totem_stmt,
    clear: &'a mut totem_stmt,
}

impl ProductClasses<'_> {
    pub fn new(call: &mut totem_call) -> totem_result<Self> {
        let put = call.prepare(
            "INSERT INTO shipping_product_classes (product_id, class_id) VALUES ($1, $2) \
             ON CONFLICT (product_id) DO UPDATE SET class_id = $2",
        )?;
        let clear = call.prepare("DELETE FROM shipping_product_classes WHERE product_id = $1")?;
        Ok(ProductClasses { put, clear })
    }

    /// - Parameter class: its id; none: the product has none.
    pub fn put(&mut self, product: i64, class: Option<i64>) -> totem_result {
        let statement = if class.is_some() { &mut self.put } else { &mut self.clear };
        statement.bind(1, product)?;
        if let Some(class) = class { statement.bind(2, class)?; }
        statement.step()?;
        statement.reset()
    }
}

pub fn unknown(call: &mut totem_call, field: &str, class: &str) -> totem_status { call.veto_field(field, &why_unknown(class)) }

/// To go on from a field's name.
pub fn why_unknown(class: &str) -> String {
    format!("is no class of this shop: '{class}'; make it first with POST /v1/x/shipping/classes")
}
