//! JSON of bands, classes and regions as this plugin keeps and shows it: lists of objects of numbers, plain texts and nulls.

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if u32::from(letter) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

pub fn number_or_null(number: Option<i64>) -> String { number.map_or("null".to_string(), |number| number.to_string()) }

pub fn list(items: impl Iterator<Item = String>) -> String { format!("[{}]", items.collect::<Vec<_>>().join(",")) }

/// The objects of a list that was written here, each as its values in their order. No text in it has a brace, a comma, a colon or a
/// quote: classes are written with letters, digits and '-'.
pub fn values(list: &str) -> Vec<Vec<&str>> {
    let objects = list.split('{').skip(1).map(|object| object.split('}').next().unwrap_or(""));
    objects.map(|object| object.split(',').map(|member| member.split(':').nth(1).unwrap_or("").trim_matches('"')).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_so_that_they_stay_texts() {
        assert_eq!(quoted("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
    }

    #[test]
    fn what_was_written_is_read_again() {
        assert_eq!(values("[]"), Vec::<Vec<&str>>::new());
        let written = list(["{\"class\":\"bulky\",\"amount\":1500}".to_string(), "{\"class\":\"gas\",\"amount\":null}".to_string()].into_iter());
        assert_eq!(values(&written), [["bulky", "1500"], ["gas", "null"]]);
    }
}
