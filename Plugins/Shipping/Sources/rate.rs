//! A way in which a zone is sent to, and what it costs.
use crate::parcel::Parcel;

/// No rate costs more, in minor units: sums of what a cart can come to stay far from the largest number.
pub const LARGEST_AMOUNT: i64 = 1_000_000_000_000;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind { Flat, Item, Weight, Total, Pickup }

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Flat, Kind::Item, Kind::Weight, Kind::Total, Kind::Pickup];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Flat => "flat",
            Kind::Item => "item",
            Kind::Weight => "weight",
            Kind::Total => "total",
            Kind::Pickup => "pickup",
        }
    }

    pub fn named(name: &str) -> Option<Kind> { Kind::ALL.into_iter().find(|kind| kind.name() == name) }

    pub fn has_bands(self) -> bool { matches!(self, Kind::Weight | Kind::Total) }
}

/// What a parcel costs that weighs or is worth so much.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The last gram or minor unit that is in it; none: there is no end.
    pub up_to: Option<i64>,
    pub amount: i64,
}

/// What a rate makes of products of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassRule {
    pub class: String,
    /// Added for each unit; none: the rate does not take such products.
    pub amount: Option<i64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    pub zone: i64,
    /// What the buyer reads.
    pub label: String,
    pub kind: Kind,
    /// Minor units, whatever is sent.
    pub amount: i64,
    /// Of `Kind::Item`, for each unit.
    pub item_amount: i64,
    /// Of `Kind::Weight` and `Kind::Total`, by what they go up to.
    pub bands: Vec<Band>,
    /// It costs nothing from this total on, in minor units.
    pub free_from: Option<i64>,
    pub classes: Vec<ClassRule>,
    /// Lower ones are shown first.
    pub position: i64,
    pub is_active: bool,
}

/// What a parcel costs, and the reason that the trace shows.
#[derive(Debug, PartialEq)]
pub struct Price {
    pub amount: i64,
    pub reason: String,
}

impl Rate {
    /// - Returns: why this rate does not take the parcel, for its buyer, to go on from the label.
    pub fn price(&self, parcel: &Parcel) -> Result<Price, String> {
        if let Some(refused) = self.refused_class(parcel) { return Err(format!("does not take what is {refused}")); }
        let (priced, reason) = self.by_kind(parcel)?;
        if let Some(free_from) = self.free_from.filter(|amount| parcel.total >= *amount) {
            return Ok(Price { amount: 0, reason: format!("free from {free_from}") });
        }
        let amount = i128::from(self.amount) + priced + self.for_classes(parcel);
        match i64::try_from(amount) {
            Ok(amount) if amount <= LARGEST_AMOUNT => Ok(Price { amount, reason }),
            _ => Err("can't take so much".to_string()),
        }
    }

    /// What comes to the amount of the rate itself.
    fn by_kind(&self, parcel: &Parcel) -> Result<(i128, String), String> {
        match self.kind {
            Kind::Flat | Kind::Pickup => Ok((0, self.kind.name().to_string())),
            Kind::Item => {
                let amount = i128::from(self.item_amount) * i128::from(parcel.units);
                Ok((amount, format!("{} items", parcel.units)))
            }
            Kind::Weight => self.band(parcel.weight, "weight", "g"),
            Kind::Total => self.band(parcel.total, "total", ""),
        }
    }

    fn band(&self, measure: i64, name: &str, unit: &str) -> Result<(i128, String), String> {
        match self.bands.iter().find(|band| band.up_to.map_or(true, |end| measure <= end)) {
            Some(Band { up_to: Some(end), amount }) => Ok((i128::from(*amount), format!("{name} up to {end}{unit}"))),
            Some(Band { up_to: None, amount }) => Ok((i128::from(*amount), format!("{name} without end"))),
            None if self.kind == Kind::Weight => {
                let end = self.bands.last().and_then(|band| band.up_to).unwrap_or(0);
                Err(format!("goes up to {} kg, and this weighs {} kg", kilograms(end), kilograms(measure)))
            }
            None => Err("is not for so large a purchase".to_string()),
        }
    }

    fn refused_class(&self, parcel: &Parcel) -> Option<&str> {
        let refusing = |rule: &&ClassRule| rule.amount.is_none() && parcel.units_of(&rule.class) > 0;
        self.classes.iter().find(refusing).map(|rule| rule.class.as_str())
    }

    fn for_classes(&self, parcel: &Parcel) -> i128 {
        let surcharge = |rule: &ClassRule| i128::from(rule.amount.unwrap_or(0)) * i128::from(parcel.units_of(&rule.class));
        self.classes.iter().map(surcharge).sum()
    }
}

fn kilograms(grams: i64) -> String {
    let text = format!("{}.{:03}", grams / 1000, grams % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(kind: Kind) -> Rate {
        Rate {
            zone: 1, label: "Parcel".to_string(), kind, amount: 100, item_amount: 0, bands: vec![], free_from: None, classes: vec![],
            position: 0, is_active: true,
        }
    }

    fn parcel(units: i64, weight: i64, total: i64) -> Parcel {
        let mut parcel = Parcel::default();
        parcel.add(units, weight, total);
        parcel
    }

    fn band(up_to: impl Into<Option<i64>>, amount: i64) -> Band { Band { up_to: up_to.into(), amount } }

    fn amount(rate: &Rate, parcel: &Parcel) -> Option<i64> { rate.price(parcel).ok().map(|price| price.amount) }

    #[test]
    fn flat_and_pickup_cost_the_same_whatever_is_sent() {
        for kind in [Kind::Flat, Kind::Pickup] { assert_eq!(amount(&rate(kind), &parcel(7, 9999, 1)), Some(100)); }
    }

    #[test]
    fn by_item_each_unit_costs() {
        let by_item = Rate { item_amount: 25, ..rate(Kind::Item) };
        assert_eq!(amount(&by_item, &parcel(3, 0, 0)), Some(175));
        assert_eq!(amount(&by_item, &parcel(i64::MAX, 0, 0)), None);
    }

    #[test]
    fn a_band_has_its_last_gram() {
        let bands = vec![band(1000, 390), band(5000, 690)];
        let by_weight = Rate { bands, ..rate(Kind::Weight) };
        for (grams, expected) in [(0, Some(490)), (1000, Some(490)), (1001, Some(790)), (5000, Some(790)), (5001, None)] {
            assert_eq!(amount(&by_weight, &parcel(1, grams, 0)), expected, "{grams}");
        }
        let heavy = by_weight.price(&parcel(3, 2500, 0)).unwrap_err();
        assert_eq!(heavy, "goes up to 5 kg, and this weighs 7.5 kg");
        assert_eq!(amount(&by_weight, &parcel(i64::MAX, i64::MAX, 0)), None);
    }

    #[test]
    fn a_band_without_an_end_has_all_the_rest() {
        let by_total = Rate { bands: vec![band(4999, 500), band(None, 0)], ..rate(Kind::Total) };
        for (total, expected) in [(4999, 600), (5000, 100), (i64::MAX, 100)] {
            assert_eq!(amount(&by_total, &parcel(1, 0, total)), Some(expected));
        }
    }

    #[test]
    fn free_from_an_amount_on() {
        let free = Rate { free_from: Some(5000), ..rate(Kind::Flat) };
        assert_eq!(amount(&free, &parcel(1, 0, 4999)), Some(100));
        assert_eq!(free.price(&parcel(1, 0, 5000)), Ok(Price { amount: 0, reason: "free from 5000".to_string() }));
    }

    #[test]
    fn what_is_free_takes_no_more_than_it_takes_otherwise() {
        let free = Rate { free_from: Some(0), bands: vec![band(1000, 390)], ..rate(Kind::Weight) };
        assert_eq!(amount(&free, &parcel(1, 1001, 9999)), None);
    }

    #[test]
    fn classes_cost_more_for_each_unit_or_are_not_taken() {
        let classes = vec![
            ClassRule { class: "bulky".to_string(), amount: Some(1500) },
            ClassRule { class: "gas".to_string(), amount: None },
        ];
        let with_classes = Rate { classes, ..rate(Kind::Flat) };
        let mut sofa = parcel(2, 0, 0);
        assert_eq!(amount(&with_classes, &sofa), Some(100));
        sofa.add_class("bulky", 1);
        sofa.add_class("bulky", 1);
        assert_eq!(amount(&with_classes, &sofa), Some(3100));
        sofa.add_class("gas", 1);
        assert_eq!(with_classes.price(&sofa), Err("does not take what is gas".to_string()));
    }
}
