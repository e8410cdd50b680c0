//! A zone as the shop's staff write it. The manifest's schema has said already what is a text and what a list.
use crate::json;
use crate::postal_code::PostalRule;
use crate::region::{Region, WORLD};
use crate::totem::*;

/// Regions that a zone may have.
const LARGEST_REGION_COUNT: usize = 1000;

/// ISO 3166-1 alpha-2, and Kosovo: a zone of a country that no address can have would be a typing error that nobody finds.
const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC \
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD \
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH \
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW \
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC \
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY \
    UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

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
    let name = call.body_str("name")?.as_str().trim().to_string();
    if name.is_empty() { return Err(call.veto_field("name", "must not be blank")); }
    Ok(name)
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
    let is_world = country == WORLD;
    if !is_world && !COUNTRIES.split(' ').any(|known| known == country) {
        let hint = if country == "UK" { "; the United Kingdom is GB" } else { "" };
        let why = format!("must be a country of ISO 3166-1 in capitals, such as DE, or * for the rest of the world{hint}");
        return Err(call.veto_field(&format!("{field}.country"), &why));
    }
    let state = state(call, &format!("{field}.state"), is_world)?;
    let mut postal_codes = Vec::new();
    let codes = format!("{field}.postal_codes");
    let count = if call.body_kind(&codes) == TOTEM_ABSENT { 0 } else { call.body_count(&codes)? };
    if is_world && count > 0 { return Err(call.veto_field(&codes, "must be left out for the rest of the world")); }
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

fn state(call: &mut totem_call, field: &str, is_world: bool) -> totem_result<Option<String>> {
    if matches!(call.body_kind(field), TOTEM_ABSENT | TOTEM_NULL) { return Ok(None); }
    let state = call.body_str(field)?.as_str().trim().to_uppercase();
    if state.is_empty() { return Err(call.veto_field(field, "must not be blank; leave it out for the whole country")); }
    if is_world { return Err(call.veto_field(field, "must be left out for the rest of the world")); }
    Ok(Some(state))
}
