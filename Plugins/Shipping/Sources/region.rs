//! The parts that a zone is made of, and which of several zones an address is in.
use crate::postal_code::{normalised, PostalRule};

/// The country of a region that is the rest of the world.
pub const WORLD: &str = "*";

/// A country, a state of it, or some of its postal codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// ISO 3166-1 alpha-2, or `WORLD`.
    pub country: String,
    /// In capitals: addresses have it as their buyers write it.
    pub state: Option<String>,
    pub postal_code: Option<PostalRule>,
}

/// Where something is sent, as far as zones know it.
pub struct Destination {
    country: String,
    state: String,
    postal_code: String,
}

impl Destination {
    pub fn new(country: &str, state: &str, postal_code: &str) -> Destination {
        Destination {
            country: country.to_string(),
            state: state.trim().to_uppercase(),
            postal_code: normalised(country, postal_code),
        }
    }

    pub fn country(&self) -> &str { &self.country }
    pub fn state(&self) -> &str { &self.state }
}

impl Region {
    pub fn covers(&self, to: &Destination) -> bool {
        (self.country == WORLD || self.country == to.country)
            && self.state.as_ref().map_or(true, |state| *state == to.state)
            && self.postal_code.as_ref().map_or(true, |rule| rule.covers(&to.postal_code))
    }

    /// Of two regions that have an address, the one that ranks lower is the more specific: fewer postal codes before more, any of them
    /// before a state, a state before its country, and that before the rest of the world.
    fn rank(&self) -> (u128, bool, bool) {
        let width = self.postal_code.as_ref().map_or(u128::MAX, PostalRule::width);
        (width, self.state.is_none(), self.country == WORLD)
    }
}

/// Which zone an address is in.
/// - Parameter regions: with the ids of their zones. Of equally specific ones the older zone's counts.
pub fn zone(of: &Destination, regions: &[(i64, Region)]) -> Option<i64> {
    let having = regions.iter().filter(|(_, region)| region.covers(of));
    having.min_by_key(|(zone, region)| (region.rank(), *zone)).map(|(zone, _)| *zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(zone: i64, country: &str, state: &str, postal: &str) -> (i64, Region) {
        let postal_code = (!postal.is_empty()).then(|| PostalRule::parse(country, postal).expect(postal));
        let state = (!state.is_empty()).then(|| state.to_string());
        (zone, Region { country: country.to_string(), state, postal_code })
    }

    #[test]
    fn the_most_specific_region_wins_whatever_the_order() {
        let mut regions = vec![
            region(1, WORLD, "", ""), region(2, "DE", "", ""), region(3, "DE", "BAYERN", ""), region(4, "DE", "", "8*"),
            region(5, "DE", "", "80000...81999"), region(6, "DE", "", "80331"), region(7, "DE", "BAYERN", "80331"),
            region(8, "US", "CA", ""), region(9, "DE", "", "80000...80500"),
        ];
        let cases = [
            (("JP", "", "100-0001"), 1), (("DE", "", "20095"), 2), (("DE", " bayern ", "97070"), 3), (("DE", "Bayern", "87435"), 4),
            (("DE", "", "81000"), 5), (("DE", "", "80 331"), 6), (("DE", "Bayern", "80331"), 7), (("US", "ca", "94105"), 8),
            (("US", "NY", "10001"), 1), (("DE", "", "80450"), 9),
        ];
        for _ in 0..2 {
            for ((country, state, postal), expected) in cases {
                let to = Destination::new(country, state, postal);
                assert_eq!(zone(&to, &regions), Some(expected), "{country} {state} {postal}");
            }
            regions.reverse();
        }
    }

    #[test]
    fn an_address_may_be_in_no_zone() {
        let regions = [region(1, "DE", "", ""), region(2, "US", "CA", "")];
        assert_eq!(zone(&Destination::new("FR", "", "75001"), &regions), None);
        assert_eq!(zone(&Destination::new("US", "", "94105"), &regions), None);
    }

    #[test]
    fn of_equally_specific_regions_the_older_zones_counts() {
        let regions = [region(7, "DE", "", "801*"), region(3, "DE", "", "801...801")];
        assert_eq!(zone(&Destination::new("DE", "", "80150"), &regions), Some(3));
    }
}
