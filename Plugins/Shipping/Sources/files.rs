//! The column `shipping.class` of files of products, and WooCommerce's `Shipping class`.
use crate::class_store::{self, Class, ProductClasses};
use crate::totem::*;

const OWN: &str = "shipping.class";
const WOOCOMMERCE: &str = "Shipping class";

/// export.rows
pub fn export(call: &mut totem_call, event: &totem_rows_event) -> totem_result {
    if event.kind.as_str() != "products" { return Ok(()); }
    let products: Vec<i64> = event.rows().iter().map(|row| row.id).collect();
    let classes = class_store::classes_of(call, &products)?;
    for (place, row) in event.rows().iter().enumerate() {
        let Some((_, class)) = classes.iter().find(|(product, _)| *product == row.id) else { continue };
        call.set_column(place as i64, "class", class)?;
    }
    Ok(())
}

/// import.rows: first all rows are looked at, whose products have no ids yet, and then, once these are saved, their classes are put.
pub fn import(call: &mut totem_call, event: &totem_rows_event) -> totem_result {
    if event.kind.as_str() != "products" { return Ok(()); }
    let mut classes = class_store::all(call)?;
    let mut products = ProductClasses::new(call)?;
    let mut wrong = None;
    let mut done = 0;
    for (place, row) in event.rows().iter().enumerate() {
        let said = Said::by(row);
        if row.id == 0 {
            if let Some((column, class)) = said.unknown(&classes) {
                wrong = Some(call.veto_field(&format!("rows[{place}].{column}"), &class_store::why_unknown(class)));
            }
            continue;
        }
        // A product with variants has a row for each: the first that names a class has the last word, and an empty cell says something
        // in the product's own row alone.
        if row.id == done { continue; }
        match said {
            Said::Nothing => continue,
            Said::None if row.text("name") == Some("") => continue,
            Said::None => products.put(row.id, None)?,
            Said::Class(text) | Said::New(text) => {
                let class = class(call, &mut classes, text)?;
                products.put(row.id, Some(class))?;
                done = row.id;
            }
        }
    }
    wrong.map_or(Ok(()), Err)
}

/// What a row says of its product's class.
enum Said<'a> {
    /// The file has no such column.
    Nothing,
    /// The product is to have none.
    None,
    /// One that there must be.
    Class(&'a str),
    /// One that is made where there is none: WooCommerce's files bring their classes with them.
    New(&'a str),
}

impl<'a> Said<'a> {
    fn by(row: &'a totem_file_row) -> Said<'a> {
        match (row.text(OWN), row.text(WOOCOMMERCE)) {
            (Some(""), _) => Said::None,
            (Some(text), _) => Said::Class(text),
            (_, Some(text)) if !text.is_empty() => Said::New(text),
            _ => Said::Nothing,
        }
    }

    /// The column and the class, where that is none of the shop's, nor can be.
    fn unknown(&self, classes: &[Class]) -> Option<(&'static str, &'a str)> {
        match self {
            Said::Class(text) if named(classes, text).is_none() => Some((OWN, text)),
            Said::New(text) if code(text).is_none() && named(classes, text).is_none() => Some((WOOCOMMERCE, text)),
            _ => None,
        }
    }
}

/// The id of a class by its code, or its name in any case; one that is not there is made.
fn class(call: &mut totem_call, classes: &mut Vec<Class>, text: &str) -> totem_result<i64> {
    if let Some(known) = named(classes, text) { return Ok(known.id); }
    let Some(code) = code(text) else { return Err(call.veto_field("class", &class_store::why_unknown(text))) };
    call.lock("classes")?;
    *classes = class_store::all(call)?;
    if let Some(known) = named(classes, text) { return Ok(known.id); }
    if classes.len() >= class_store::LARGEST_CLASS_COUNT {
        let limit = format!("There is no room for the class '{text}': a shop has at most {}.", class_store::LARGEST_CLASS_COUNT);
        return Err(call.veto("too-many-classes", &limit));
    }
    let id = class_store::insert(call, &code, text)?;
    classes.push(Class { id, code, name: text.to_string() });
    Ok(id)
}

fn named<'a>(classes: &'a [Class], text: &str) -> Option<&'a Class> {
    let text = text.to_lowercase();
    let code = code(&text);
    classes.iter().find(|class| Some(&class.code) == code.as_ref() || class.name.to_lowercase() == text)
}

/// The code that a name becomes: "Bulky goods" is `bulky-goods`. None of letters that no code has.
fn code(name: &str) -> Option<String> {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let code = words.collect::<Vec<_>>().join("-").to_lowercase();
    (!code.is_empty() && code.len() <= 64 && name.chars().count() <= 100).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_code() {
        assert_eq!(code(" Bulky  goods! "), Some("bulky-goods".to_string()));
        assert_eq!(code("—"), None);
        assert_eq!(code(&"x".repeat(65)), None);
    }
}
