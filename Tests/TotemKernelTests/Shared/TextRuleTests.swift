import Testing
import TotemKernel

@Suite("What a text may hold")
struct TextRuleTests {
    private let line = TextRule(1...255)
    private let lines = TextRule(0...255, allowsLines: true)

    @Test(
        "Names of people and things in every script pass",
        arguments: [
            "Ada", "Ng", "李小龍", "เอก", "Øyvind Ås", "O’Brien-Smith", "می‌خواهم", "क्‍ष",
            "שלום 12\u{200E}(א)", "محمد\u{200F}!",
            "👩‍👩‍👧‍👦 family", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u{301}", "香港九龍彌敦道 1 號", "D02 X285", "〒530-0001",
            "\u{3000}東京", "50\u{202F}%", "x\u{FEFF}",
        ]
    )
    func welcome(_ text: String) {
        #expect(line.objection(to: text) == nil)
        #expect(lines.objection(to: text) == nil)
    }

    @Test(
        "What can't be seen and changes what is read is refused wherever it stands, in one line and in many",
        arguments: Array(0x202A...0x202E) + Array(0x2066...0x2069) + Array(0...8) + Array(0x0E...0x1F)
            + Array(0x7F...0x84) + Array(0x86...0x9F) + Array(0xFDD0...0xFDEF)
            + [0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF] as [UInt32]
    )
    func refused(_ value: UInt32) throws {
        let scalar = String(Character(try #require(Unicode.Scalar(value))))
        for text in [scalar, "a" + scalar, scalar + "a", "a" + scalar + "b"] {
            #expect(line.objection(to: text) != nil)
            #expect(lines.objection(to: text) != nil)
        }
    }

    @Test(
        "A line has no breaks and tabs, a text of many lines has",
        arguments: ["\n", "\r\n", "\t", "\u{85}", "\u{2028}"]
    )
    func breaks(_ gap: String) {
        #expect(line.objection(to: "a\(gap)b")?.hasPrefix("must be one line") == true)
        #expect(lines.objection(to: "a\(gap)b") == nil)
    }

    @Test(
        "A text that shows nothing is no text",
        arguments: ["\u{200B}", " \u{200D}\u{FEFF} ", "\u{2060}", "\u{3164}"]
    )
    func invisible(_ text: String) {
        #expect(line.objection(to: text) == "must not be empty")
        #expect(lines.objection(to: text) != nil)
    }

    @Test(
        "A SKU has nothing that can't be seen",
        arguments: ["\u{200B}", "\u{FEFF}", "\u{AD}", "\u{2060}", "\u{E0041}", "\u{3164}"]
    )
    func unseenInSKU(_ text: String) throws {
        for sku in ["A\(text)B", "\(text)A", "A\(text)"] { #expect(throws: KernelError.self) { try SKU(sku) } }
        #expect(try SKU("香 1").text == "香 1")
    }

    @Test("Empty is empty, blank too; lengths are counted in characters as the store counts them")
    func lengths() {
        #expect(line.objection(to: "") != nil && line.objection(to: " \u{3000}") != nil)
        #expect(lines.objection(to: "") == nil && lines.objection(to: "  ") == nil)
        #expect(line.objection(to: String(repeating: "香", count: 255)) == nil)
        #expect(line.objection(to: String(repeating: "香", count: 256)) != nil)
    }

    @Test(
        "Two emails that look alike are not two people",
        arguments: ["an\u{200B}na@example.com", "a\u{202E}@example.com"]
    )
    func emails(_ text: String) {
        #expect(throws: KernelError.self) { try Email(text) }
    }
}
