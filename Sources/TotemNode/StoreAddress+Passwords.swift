import TotemPostgres

extension StoreAddress {
    /// Where passwords stand in a text with an address in it, in bytes and in order; rather too much than too little, since
    /// the text may be no right address.
    static func passwords(in text: String) -> [Range<Int>] {
        let found = (credentials(in: text) + options(in: text)).map { range in
            let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
            return start..<(start + text[range].utf8.count)
        }
        return found.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { ranges, range in
            guard let last = ranges.last, range.lowerBound <= last.upperBound else { return ranges.append(range) }
            ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        }
    }

    /// The same text with stars in the place of passwords.
    public static func withoutPasswords(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for range in passwords(in: text).reversed() { bytes.replaceSubrange(range, with: "***".utf8) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// After the first colon of what follows `://`, up to the last `@`: a password may have both in it. Without an `@`,
    /// what stands in the place of a port and is none.
    private static func credentials(in text: String) -> [Range<String.Index>] {
        guard let start = text.firstRange(of: "://")?.upperBound else { return [] }
        let at = text[start...].lastIndex(of: "@")
        let authority = text[start...].prefix { !"/?#' ".contains($0) }
        let end = at ?? authority.endIndex
        guard let colon = text[start..<end].firstIndex(of: ":") else { return [] }
        let secret = text.index(after: colon)..<end
        let isPort = at == nil && text[secret].allSatisfy { $0.isNumber || "]:,".contains($0) }
        return isPort ? [] : [secret]
    }

    /// The values of `password=` and what ends like it, each up to the next option that there is.
    private static func options(in text: String) -> [Range<String.Index>] {
        text.ranges(of: "password=").map { name in
            let rest = text[name.upperBound...]
            let next = rest.indices.first { index in
                rest[index] == "&"
                    && PostgresAddress.knownOptions.contains { rest[rest.index(after: index)...].hasPrefix($0 + "=") }
            }
            return name.upperBound..<(next ?? rest.endIndex)
        }
    }
}
