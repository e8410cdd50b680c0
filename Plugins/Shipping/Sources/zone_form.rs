//! A zone as the shop's staff write it. The schemas in plugin.json have checked each field; here is what must go together.
use crate::json;
use crate::postal_code::PostalRule;
use crate::region::Region;
use crate::totem::*;

/// Regions that a zone may have.
const LARGEST_REGION_COUNT: usize = 1000;

pub struct Zone {
    pub name: String,
    pub parts: Vec<Part>,
}

/// A country or a state of it, with some of its postal codes or all.
pub struct Part {
    country: String,
    state: Option<String>,
    postal_codes: Vec<PostalRule>,
    /// Where it stands in the request: `regions[2]`.
    field: String,
}

impl Part {
    /// With the fields that they come from.
    pub fn regions(&self) -> Vec<(Region, String)> {
        let region = |postal_code| Region { country: self.country.clone(), state: self.state.clone(), postal_code };
        if self.postal_codes.is_empty() { return vec![(region(None), self.field.clone())]; }
        let codes = self.postal_codes.iter().enumerate();
        codes.map(|(place, rule)| (region(Some(rule.clone())), format!("{}.postal_codes[{place}]", self.field))).collect()
    }

    fn json(&self) -> String {
        let state = self.state.as_ref().map_or("null".to_string(), |state| json::quoted(state));
        let codes = json::list(self.postal_codes.iter().map(|rule| json::quoted(&rule.text())));
        format!("{{\"country\":\"{}\",\"state\":{state},\"postal_codes\":{codes}}}", self.country)
    }
}

/// The regions as they are shown.
pub fn regions_json(parts: &[Part]) -> String { json::list(parts.iter().map(Part::json)) }

pub fn name(call: &mut totem_call) -> totem_result<String> {
    Ok(call.body_str("name")?.as_str().trim().to_string())
}

/// Names everything that is wrong.
pub fn parts(call: &mut totem_call) -> totem_result<Vec<Part>> {
    let mut parts = Vec::new();
    let mut count = 0;
    let mut wrong = None;
    for place in 0..call.body_count("regions")? {
        match part(call, format!("regions[{place}]")) {
            Ok(part) => {
                count += part.postal_codes.len().max(1);
                parts.push(part);
            }
            Err(status) => wrong = Some(status),
        }
    }
    if let Some(status) = wrong { return Err(status); }
    if count > LARGEST_REGION_COUNT {
        let limit = format!("must have at most {LARGEST_REGION_COUNT} regions and postal codes; they have {count}");
        return Err(call.veto_field("regions", &limit));
    }
    Ok(parts)
}

fn part(call: &mut totem_call, field: String) -> totem_result<Part> {
    let country = call.body_str(&format!("{field}.country"))?.to_string();
    let state = state(call, &format!("{field}.state"))?;
    let mut postal_codes = Vec::new();
    let codes = format!("{field}.postal_codes");
    let count = if call.body_kind(&codes) == TOTEM_ABSENT { 0 } else { call.body_count(&codes)? };
    let mut wrong = None;
    for place in 0..count {
        let code = format!("{codes}[{place}]");
        let text = call.body_str(&code)?;
        match PostalRule::parse(&country, text.as_str()) {
            Ok(rule) => postal_codes.push(rule),
            Err(why) => wrong = Some(call.veto_field(&code, &why)),
        }
    }
    match wrong {
        Some(status) => Err(status),
        None => Ok(Part { country, state, postal_codes, field }),
    }
}

fn state(call: &mut totem_call, field: &str) -> totem_result<Option<String>> {
    if matches!(call.body_kind(field), TOTEM_ABSENT | TOTEM_NULL) { return Ok(None); }
    Ok(Some(call.body_str(field)?.as_str().trim().to_uppercase()))
}
