import Testing
import TotemKernel
import TotemTesting

@testable import TotemPluginHost

@Suite("A pattern of a settings schema")
struct PatternTests {
    @Test(
        "It matches what a regular expression does",
        arguments: [
            ("abc", "xabcx", true), ("^abc$", "xabcx", false), ("^a|b$", "ab", true), ("^a.c$", "a\nc", false),
            ("^[a-c_-]+$", "a-c_b", true), ("^[^0-9]+$", "a1", false), ("^\\d{2,3}$", "1234", false),
            ("^\\d{2,3}$", "123", true), ("^(ab)*$", "ababab", true), ("^(?:a|bc)+?$", "abca", true),
            ("^sk_(live|test)_\\w{4,}$", "sk_live_12ab", true), ("^$", "", true), ("", "x", true),
            ("^\\u00e9\\x41\\.$", "éA.", true), ("^[\\w.]+@[\\w.]+$", "ada@example.com", true), ("^()*x{0}$", "", true),
            ("^a{3}$", "aa", false), ("^a{2,}$", "aaaa", true), ("^\\S+$", "a b", false), ("^日本?$", "日", true),
        ]
    )
    func matching(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try LinearPattern(pattern).matches(text) == isMatch)
    }

    @Test("Nothing takes long that a search which goes back would never end with", .timeLimit(.minutes(1)))
    func bounded() throws {
        let text = String(repeating: "a", count: 9_999) + "!"
        for pattern in ["(a+)+$", "^(a|a)*$", "^(a*)*$", "(.*)*x$", "^(a?){500}a{200}$", "(a{0}){1000}x"] {
            #expect(try !LinearPattern(pattern).matches(text), "\(pattern)")
        }
    }

    @Test(
        "What can't be bounded, or is none, is refused with the reason",
        arguments: [
            ("(a)\\1", "\\1"), ("(?=a)", "(?…"), ("(?<n>a)", "(?…"), ("\\bword", "\\b"),
            ("a{1000}{1000}", "repeats too much"),
            ("((a{0}){1000}){1000}", "repeats too much"), ("(a", "without a ')'"), ("a)", "without a '('"),
            ("[a", "without a ']'"),
            ("*a", "nothing before it"), ("a{2,1}", "none"), ("[z-a]", "range"), ("a\\", "backslash"),
        ]
    )
    func refused(pattern: String, reason: String) {
        let error = #expect(throws: PatternProblem.self) { _ = try LinearPattern(pattern) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
}
