import Testing
import TotemKernel
import TotemPluginKit

@Suite("What a text of a plugin may hold")
struct TextRuleTests {
    private static let nonCharacters = ([0xFDD0, 0xFFFE, 0x1FFFE] as [UInt32]).compactMap(Unicode.Scalar.init).map {
        "a" + String(Character($0))
    }

    @Test(
        "Plugins' rule refuses what the shop's own refuses, and nothing else",
        arguments: [
            "Ada", "李小龍", "می‌خواهم", "שלום 12\u{200E}(א)", "👩‍👩‍👧‍👦 family", "x\u{FEFF}", "\u{3000}東京", "", " ", "\u{200B}",
            " \u{200D}\u{FEFF} ", "\u{3164}", "a\nb", "a\tb", "a\u{2028}b", "a\u{85}b", "\u{202E}exe", "a\u{2066}b",
            "a\u{7F}b", "a\u{0}", String(repeating: "香", count: 10), String(repeating: "香", count: 11),
        ] + nonCharacters
    )
    func sameAsTheShops(text: String) {
        for allowsLines in [false, true] {
            let own = TotemPluginKit.TextRule(1...10, allowsLines: allowsLines).objection(to: text)
            let shops = TotemKernel.TextRule(1...10, allowsLines: allowsLines).objection(to: text)
            #expect((own == nil) == (shops == nil), "\(String(describing: own)), \(String(describing: shops))")
        }
    }

    @Test("A text that may be empty may show nothing")
    func empty() {
        let rule = TotemPluginKit.TextRule(0...10)
        #expect(rule.objection(to: "") == nil && rule.objection(to: "  ") == nil)
        #expect(rule.objection(to: "a\u{1}") != nil)
    }
}
