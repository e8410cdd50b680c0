//! Postal codes as people write them, and the rules that name many of them at once: `10115`, `SW1A*`, `80000...81999`.

/// Characters of the longest code that there is, with some to spare.
const LONGEST: usize = 12;

/// The letters and digits of a code, as capitals: `sw1a 1aa` and `SW1A-1AA` are the same place.
pub fn normalised(country: &str, code: &str) -> String {
    let mut text: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    // The last four digits of a ZIP+4 name a street's side: zones are made of the first five.
    if country == "US" { text.truncate(5); }
    text
}

/// Which postal codes a part of a zone has. A code is compared by its first letters and digits, so `1000...1999` has the Dutch
/// code `1012 AB`.
#[derive(Debug, Clone, PartialEq)]
pub struct PostalRule {
    low: String,
    high: String,
    /// Whether a code must end where the rule does.
    is_whole: bool,
}

impl PostalRule {
    /// - Returns: what is wrong with the text, to go on from the field's name.
    pub fn parse(country: &str, text: &str) -> Result<PostalRule, String> {
        let part = |part: &str| {
            if part.chars().any(|letter| !letter.is_ascii_alphanumeric() && letter != ' ' && letter != '-') {
                return Err(format!("must be a postal code, a beginning like 'SW1A*' or a range like '80000...81999', not '{text}'"));
            }
            let code = normalised(country, part);
            let is_cut = country == "US" && part.chars().filter(char::is_ascii_alphanumeric).count() > code.len();
            if is_cut { return Err("must have at most the five digits of a ZIP code".to_string()); }
            if code.is_empty() { return Err("must not be empty; leave it out for all of them".to_string()); }
            if code.len() > LONGEST { return Err(format!("must have at most {LONGEST} letters and digits")); }
            Ok(code)
        };
        if let Some((low, high)) = text.split_once("...") {
            let (low, high) = (part(low)?, part(high)?);
            if low.len() != high.len() {
                return Err(format!("must have both ends of a range equally long, not '{low}' and '{high}'"));
            }
            if low > high { return Err(format!("must begin with the lower end of a range, not '{low}'")); }
            return Ok(PostalRule { low, high, is_whole: false });
        }
        let is_whole = !text.ends_with('*');
        let code = part(text.strip_suffix('*').unwrap_or(text))?;
        Ok(PostalRule { low: code.clone(), high: code, is_whole })
    }

    /// As it is kept and shown.
    pub fn text(&self) -> String {
        match (self.low == self.high, self.is_whole) {
            (true, true) => self.low.clone(),
            (true, false) => format!("{}*", self.low),
            _ => format!("{}...{}", self.low, self.high),
        }
    }

    /// - Parameter code: normalised.
    pub fn covers(&self, code: &str) -> bool {
        let Some(start) = code.get(..self.low.len()) else { return false };
        if self.is_whole && code.len() != start.len() { return false; }
        *self.low <= *start && *start <= *self.high
    }

    /// How many codes it may have: a rule that lies inside of another has fewer.
    pub fn width(&self) -> u128 {
        if self.is_whole { return 1; }
        let beginnings = number(&self.high) - number(&self.low) + 1;
        // One more for codes that are longer than the longest.
        beginnings * 36_u128.pow((LONGEST - self.low.len()) as u32) + 1
    }
}

fn number(code: &str) -> u128 {
    code.chars().fold(0, |sum, letter| sum * 36 + u128::from(letter.to_digit(36).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(country: &str, text: &str) -> PostalRule { PostalRule::parse(country, text).expect(text) }

    #[test]
    fn codes_are_told_apart_by_letters_and_digits_alone() {
        assert_eq!(normalised("GB", " sw1a-1aa "), "SW1A1AA");
        assert_eq!(normalised("US", "94105-1234"), "94105");
        assert_eq!(normalised("PT", "1000-205"), "1000205");
        assert_eq!(normalised("JP", "〒100-0001"), "1000001");
    }

    #[test]
    fn a_rule_has_the_codes_that_it_says() {
        let cases = [
            ("DE", "10115", "10115", true), ("DE", "10115", "1011", false), ("DE", "10115", "101150", false),
            ("GB", "SW1A 1AA", "sw1a1aa", true), ("GB", "SW1A*", "SW1A 2AB", true), ("GB", "SW1A*", "SW1B 2AB", false),
            ("GB", "SW1A*", "SW1", false), ("DE", "80000...81999", "80000", true), ("DE", "80000...81999", "81999", true),
            ("DE", "80000...81999", "79999", false), ("DE", "80000...81999", "82000", false),
            ("NL", "1000...1999", "1012 AB", true), ("NL", "1000...1999", "2012 AB", false), ("US", "94105", "94105-1234", true),
            ("CA", "K1A...K2Z", "K1N 9J7", true), ("CA", "K1A...K2Z", "K3A 9J7", false), ("DE", "80000...81999", "80", false),
            ("DE", "80000...81999", "", false), ("PT", "1000-205", "1000205", true),
        ];
        for (country, text, code, expected) in cases {
            assert_eq!(rule(country, text).covers(&normalised(country, code)), expected, "{text} of {code}");
        }
    }

    #[test]
    fn what_is_no_rule_is_said() {
        for text in ["", "*", "...", "1*2", "80000...819", "2...1", "1...2...3", "1;2", "1234567890123", "é", "10115..10119"] {
            assert!(PostalRule::parse("DE", text).is_err(), "{text}");
        }
        assert!(PostalRule::parse("US", "94105-1234").is_err());
    }

    #[test]
    fn a_rule_is_read_again_as_it_is_shown() {
        for text in ["10115", "SW1A*", "80000...81999"] { assert_eq!(rule("DE", text).text(), text); }
        assert_eq!(rule("GB", "sw1a 1aa").text(), "SW1A1AA");
    }

    #[test]
    fn a_rule_inside_of_another_is_narrower() {
        let narrower = [
            ("10115", "10115*"), ("1011*", "101*"), ("10110...10119", "10000...19999"), ("10000...10499", "10000...10999"),
            ("101*", "10000...19999"), ("1000...1001", "1*"), ("SW1A1AA", "SW1A*"), ("999999999999", "99999999999*"),
        ];
        for (inner, outer) in narrower {
            assert!(rule("XX", inner).width() < rule("XX", outer).width(), "{inner} in {outer}");
        }
    }
}
