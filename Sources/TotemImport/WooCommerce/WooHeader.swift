/// WooCommerce's names of columns, whatever language the shop is in.
enum WooHeader {
    /// The English name of a column; any other name as it is. `Attribut 2 Wert(e)` is `Attribute 2 value(s)`.
    static func english(_ name: String) -> String {
        let plain = plain(name)
        if let known = names[plain] { return known }
        for (variable, place) in [(digits(in: plain), "%d"), (unit(in: plain), "%s")] {
            guard let variable else { continue }
            let pattern = plain.replacingCharacters(in: variable, with: place)
            guard let known = names[pattern] else { continue }
            return known.replacing(place, with: plain[variable])
        }
        return name
    }

    /// Whether WooCommerce has a column of that name.
    static func isKnown(_ name: String) -> Bool { english(name) != name || names.values.contains(name) }

    /// By the small letters of a name in any language, its English name.
    private static let names: [String: String] = {
        var names: [String: String] = [:]
        for line in WooHeaderNames.table.split(separator: "\n") {
            guard let equals = line.firstRange(of: " = ") else { continue }
            let english = String(line[..<equals.lowerBound])
            for name in line[equals.upperBound...].split(separator: " | ") { names[plain(String(name))] = english }
        }
        return names
    }()

    /// Small letters, one kind of space and of apostrophe: what translations of one name differ in.
    private static func plain(_ name: String) -> String {
        let words = name.lowercased().replacing("\u{2019}", with: "'").replacing("\u{FF08}", with: "(")
            .replacing("\u{FF09}", with: ")").split { $0.isWhitespace }
        return words.joined(separator: " ")
    }

    private static func digits(in name: String) -> Range<String.Index>? {
        guard let start = name.firstIndex(where: { $0.isASCII && $0.isNumber }) else { return nil }
        let end = name[start...].firstIndex { !$0.isASCII || !$0.isNumber }
        return start..<(end ?? name.endIndex)
    }

    /// What stands in the last brackets.
    private static func unit(in name: String) -> Range<String.Index>? {
        guard let open = name.lastIndex(of: "("), let close = name.lastIndex(of: ")"), open < close else { return nil }
        return name.index(after: open)..<close
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
