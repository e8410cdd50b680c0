import TotemKernel

extension DraftedProduct {
    /// Takes out of a product what other shops let pass and nobody means: marks that can't be seen, what is left of another
    /// encoding, line breaks in names and SKUs, pictures without an address. A file is not refused for them; they are listed.
    mutating func clean(noting losses: inout LossNotes) {
        let line = line
        func clean(_ text: String, _ field: String, lines: Bool = false, line: Int) -> String {
            guard CleanText.objects(to: text, lines: lines) else { return text }
            let cleaned = CleanText.cleaned(text, lines: lines)
            if cleaned != text { losses.note(columns[field] ?? field, CleanText.reason, line: line) }
            return cleaned
        }
        draft.name = clean(draft.name, "name", line: line)
        draft.description = clean(draft.description, "description", lines: true, line: line)
        func cleanSKU(_ text: String, line: Int) -> String {
            let seen = String(text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint })
            if seen != text { losses.note(columns["sku"] ?? "sku", CleanText.reason, line: line) }
            return clean(seen, "sku", line: line)
        }
        draft.sku = draft.sku.map { cleanSKU($0, line: line) }
        draft.categories = draft.categories.map { $0.map { clean($0, "categories", line: line) } }
        var attributes: [String: JSONValue] = [:]
        for (name, value) in draft.attributes {
            let name = clean(name, name, line: line)
            guard case .string(let text) = value else {
                attributes[name] = value
                continue
            }
            let kept = clean(text, name, lines: true, line: line)
            if !kept.isEmpty { attributes[name] = .string(kept) }
        }
        draft.attributes = attributes
        described.attributes = Set(described.attributes.map { CleanText.cleaned($0, lines: false) })
        func cleanVariant(_ variant: inout VariantDraft, line: Int) {
            variant.sku = variant.sku.map { cleanSKU($0, line: line) }
            variant.options = variant.options.map { option in
                let name = clean(option.name, option.name, line: line)
                guard case .string(let text) = option.value else { return VariantDraft.Option(name, option.value) }
                return VariantDraft.Option(name, .string(clean(text, name, line: line)))
            }
        }
        for index in draft.variants.indices { cleanVariant(&draft.variants[index], line: self.line(ofVariant: index)) }
        for index in spared.indices { cleanVariant(&spared[index], line: line) }
        cleanImages(noting: &losses)
    }

    /// What has no address is left out. When nothing is left, the file says nothing about pictures: those of the store stay.
    private mutating func cleanImages(noting losses: inout LossNotes) {
        guard draft.images.contains(where: { ImageURL.objection(to: $0) != nil }) else { return }
        let column = columns["images"] ?? "images"
        var kept: [String] = []
        for image in draft.images {
            let whole = CleanText.address(image)
            guard ImageURL.objection(to: whole) == nil else {
                losses.note(column, "a picture without a full http or https address is left out", line: line)
                continue
            }
            if !kept.contains(whole) { kept.append(whole) }
        }
        draft.images = kept
        if kept.isEmpty { described.fields.remove(.images) }
    }
}

/// What the store takes of texts that other shops let pass.
enum CleanText {
    static let reason = "characters that can't be seen, or line breaks in a name, were taken out"

    private static let line = TextRule(0...Int.max)
    private static let lines = TextRule(0...Int.max, allowsLines: true)

    /// Whether the store would refuse the text, whatever its length.
    static func objects(to text: String, lines allowsLines: Bool) -> Bool {
        (allowsLines ? lines : line).objection(to: text) != nil
    }

    /// - Parameter lines: whether line breaks and tabs may stay; else each run of them becomes a space.
    static func cleaned(_ text: String, lines: Bool) -> String {
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09...0x0D, 0x85, 0x2028, 0x2029:
                if lines {
                    cleaned.append(scalar)
                } else if cleaned.last != " " {
                    cleaned.append(" ")
                }
            case 0x80..<0xA0:
                if let meant = windows[scalar.value] { cleaned.append(meant) }
            case 0..<0x20, 0x7F, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: continue
            case let value where value & 0xFFFE == 0xFFFE: continue
            default: cleaned.append(scalar)
            }
        }
        let text = String(cleaned)
        guard !objects(to: text, lines: true) else { return "" }
        return lines ? text : text.trimmed()
    }

    /// An address in which only a scheme or the encoding of some characters is missing.
    static func address(_ text: String) -> String {
        let whole = text.hasPrefix("//") ? "https:" + text : text
        return whole.unicodeScalars.map { scalar in
            guard scalar.properties.isWhitespace || "\"<>\\`".unicodeScalars.contains(scalar) else {
                return String(scalar)
            }
            return String(scalar).utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
                .joined()
        }
        .joined()
    }

    /// What Windows' own code page has where Unicode has controls: https://encoding.spec.whatwg.org/index-windows-1252.txt
    private static let windows: [UInt32: Unicode.Scalar] = [
        0x80: "\u{20AC}", 0x82: "\u{201A}", 0x83: "\u{0192}", 0x84: "\u{201E}", 0x86: "\u{2020}", 0x87: "\u{2021}",
        0x88: "\u{02C6}", 0x89: "\u{2030}", 0x8A: "\u{0160}", 0x8B: "\u{2039}", 0x8C: "\u{0152}", 0x8E: "\u{017D}",
        0x91: "\u{2018}", 0x92: "\u{2019}", 0x93: "\u{201C}", 0x94: "\u{201D}", 0x95: "\u{2022}", 0x96: "\u{2013}",
        0x97: "\u{2014}", 0x98: "\u{02DC}", 0x99: "\u{2122}", 0x9A: "\u{0161}", 0x9B: "\u{203A}", 0x9C: "\u{0153}",
        0x9E: "\u{017E}", 0x9F: "\u{0178}",
    ]
}
