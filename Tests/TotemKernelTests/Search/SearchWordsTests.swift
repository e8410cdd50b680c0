import Testing

@testable import TotemKernel

@Suite("Words of a search")
struct SearchWordsTests {
    @Test(
        "A text is cut into small words without accents, each once",
        arguments: [
            ("Café Crème (250 g), CAFÉ", ["cafe", "creme", "250", "g"]), ("men's O\u{2019}Neill", ["mens", "oneill"]),
            ("Straße Æther", ["strasse", "aether"]), ("POT-S_2/x.y", ["pot", "s", "2", "x", "y"]),
            ("10 µm", ["10", "μm"]), ("ﬁne oﬃce", ["fine", "office"]), ("soft\u{AD}hy\u{200D}phen", ["softhyphen"]),
            ("أحمر", ["احمر"]), ("ｶﾞﾗｽ", ["ガ", "ラ", "ス", "ガラ", "ラス"]), ("か\u{3099}", ["が"]),
            ("\u{1112}\u{1161}\u{11AB}", ["한"]),
            ("ไทย\u{200B}ชา", ["ไ", "ท", "ย", "ไท", "ทย", "ช", "า", "ชา"]),
            ("Cafe\u{301} e\u{301}", ["cafe", "e"]), ("Ёлка ЁЛКА елка", ["елка"]), ("Άγιος ΑΓΙΟΣ αγιοσ", ["αγιοσ"]),
            ("ＡＢＣ１２", ["abc12"]), ("٣٤ ३४", ["34"]), ("شُكْرًا شكرا", ["شكرا"]), ("=off ='\" *:|&!()", ["off"]), ("", []),
            ("—", []),
            ("日本のお茶", ["日", "本", "の", "お", "茶", "日本", "本の", "のお", "お茶"]), ("茶", ["茶"]),
            ("USB充電器", ["usb", "充", "電", "器", "充電", "電器"]), ("ผ้า", ["ผ", "\u{e49}", "า", "ผ\u{e49}", "\u{e49}า"]),
        ]
    )
    func words(_ text: String, _ words: [String]) {
        #expect(SearchWords.words(of: text) == words)
    }

    @Test(
        "The last word is one that is still typed, unless its script has no blanks",
        arguments: [
            ("Blue lam", ["blue"], "lam"), ("lamp ", [], "lamp"), ("lamp lamp", ["lamp"], "lamp"), ("お茶", ["お茶"], nil),
            ("茶", ["茶"], nil), ("日本の お茶 g", ["日本", "本の", "お茶"], "g"), ("g お茶", ["g", "お茶"], nil), ("?", [], nil),
        ] as [(String, [String], String?)]
    )
    func wanted(_ text: String, _ words: [String], _ begun: String?) {
        let wanted = SearchWords.wanted(by: text)
        #expect(wanted.words == words)
        #expect(wanted.begun == begun)
    }

    @Test("A value of an attribute is read back from its mark, whatever is in it")
    func marks() {
        for value in ["oak", "Oak", "dark oak", "a=b", "100%", "%20", "", "お茶", "it's \"\\", "\u{0}\n"] {
            let mark = SearchMark.text(of: Attribute.ID(3), value)
            #expect(mark.utf8.allSatisfy { $0 != 0x20 && $0 != 0x27 && $0 != 0x22 && $0 != 0x5C && $0 != 0 })
            #expect(mark == mark.lowercased())
            #expect(SearchMark(mark[...]) == .attribute(Attribute.ID(3), value))
        }
        let long = String(repeating: "Long ", count: 800)
        let mark = SearchMark.text(of: Attribute.ID(3), long)
        #expect(mark.utf8.count < 100)
        #expect(mark != SearchMark.text(of: Attribute.ID(3), long + "r"))
        #expect(SearchMark(mark[...]) == .attribute(Attribute.ID(3), nil))
        #expect(SearchMark(SearchMark.text(of: Category.ID(12))[...]) == .category(Category.ID(12)))
    }
}
