//! What of a cart is sent.

/// What rates are made of. Lines of which nothing is sent are not in it.
#[derive(Debug, Default)]
pub struct Parcel {
    /// Grams.
    pub weight: i64,
    pub units: i64,
    /// Minor units, less discounts.
    pub total: i64,
    /// How many units there are of each class that is in it.
    pub classes: Vec<(String, i64)>,
}

impl Parcel {
    /// Sums are cut off at the largest number, which no rate takes.
    pub fn add(&mut self, units: i64, weight: i64, total: i64) {
        self.units = self.units.saturating_add(units);
        self.weight = self.weight.saturating_add(weight.saturating_mul(units));
        self.total = self.total.saturating_add(total);
    }

    pub fn add_class(&mut self, class: &str, units: i64) {
        match self.classes.iter_mut().find(|(known, _)| known == class) {
            Some((_, sum)) => *sum = sum.saturating_add(units),
            None => self.classes.push((class.to_string(), units)),
        }
    }

    pub fn units_of(&self, class: &str) -> i64 {
        self.classes.iter().find(|(known, _)| known == class).map_or(0, |(_, units)| *units)
    }
}
