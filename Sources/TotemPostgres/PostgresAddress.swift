internal import CPostgres
internal import TotemStore

/// Where a database is: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`, read by libpq itself.
///
/// The password is handed to libpq and shown nowhere: what is printed of an address is its ``description``.
public struct PostgresAddress: Sendable, Hashable, CustomStringConvertible {
    /// libpq's own names and their values.
    let parameters: [String: String]

    /// What may stand after the `?`. Other options of libpq would change what the store promises.
    private static let knownOptions: Set<String> = [
        "host", "port", "user", "password", "dbname", "passfile", "connect_timeout", "application_name",
        "target_session_attrs", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslsni",
        "ssl_min_protocol_version", "channel_binding", "gssencmode", "krbsrvname", "hostaddr", "keepalives",
        "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
    ]
    private static let shape = "postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…"

    /// - Throws: ``StoreError`` `.misuse` that says what to write. It repeats nothing of the text but names of options.
    public init(_ text: String) throws {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"), !text.utf8.contains(0) else {
            throw StoreError(.misuse, "a PostgreSQL store is written \(Self.shape)")
        }
        try Self.checkOptions(of: text)
        // libpq's own message would repeat the address with its password.
        guard let list = PQconninfoParse(text, nil) else {
            throw StoreError(
                .misuse,
                "the address of the PostgreSQL store can't be read; write \(Self.shape), with %XX for characters such as "
                    + "@, : and / in the password"
            )
        }
        defer { PQconninfoFree(list) }
        var parameters: [String: String] = [:]
        var option = list
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.parameters = parameters
    }

    /// Who connects where, without the password and the options.
    public var description: String {
        let user = parameters["user"].map { "\($0)@" } ?? ""
        let host = parameters["host"] ?? parameters["hostaddr"] ?? "localhost"
        let port = parameters["port"].map { ":\($0)" } ?? ""
        let place = host.hasPrefix("/") ? "\(user)[\(host)]" : "\(user)\(host)"
        return "postgres://\(place)\(port)/\(parameters["dbname"] ?? "")"
    }

    /// Where passwords stand in a text with an address in it, in bytes.
    public static func passwords(in text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        let starts = ["postgres://", "postgresql://"].compactMap { text.firstRange(of: $0)?.upperBound }
        guard let start = starts.first else { return [] }
        let from = text.utf8.distance(from: text.startIndex, to: start)
        var ranges: [Range<Int>] = []
        let authority = from..<(bytes[from...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count)
        if let at = bytes[authority].lastIndex(of: UInt8(ascii: "@")),
            let colon = bytes[authority.lowerBound..<at].firstIndex(of: UInt8(ascii: ":"))
        {
            ranges.append((colon + 1)..<at)
        }
        if let option = text.firstRange(of: "password=")?.upperBound {
            let begin = text.utf8.distance(from: text.startIndex, to: option)
            ranges.append(begin..<(bytes[begin...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count))
        }
        return ranges
    }

    private static func checkOptions(of text: String) throws {
        guard let mark = text.lastIndex(of: "?") else { return }
        for pair in text[text.index(after: mark)...].split(separator: "&") {
            let name = String(pair.prefix { $0 != "=" })
            guard knownOptions.contains(name) else {
                let isName = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0 | 0x20) }
                throw StoreError(
                    .misuse,
                    "the address of the PostgreSQL store has an option "
                        + (isName ? "'\(name)' that is not known" : "that can't be read")
                        + "; known are: \(knownOptions.sorted().joined(separator: ", "))"
                )
            }
        }
    }
}
