internal import CPostgres
internal import TotemStore

/// Where a database is: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`, read by libpq itself.
///
/// The password is handed to libpq and shown nowhere: what is printed of an address is its ``description``.
public struct PostgresAddress: Sendable, Hashable, CustomStringConvertible {
    /// libpq's own names and their values.
    let parameters: [String: String]

    /// What may stand after the `?`. Other options of libpq would change what the store promises.
    package static let knownOptions: Set<String> = [
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
        guard Self.isUnmistakable(text) else { throw Self.unreadable }
        try Self.checkOptions(of: text)
        // libpq's own message would repeat the address with its password.
        guard let list = PQconninfoParse(text, nil) else { throw Self.unreadable }
        defer { PQconninfoFree(list) }
        var parameters: [String: String] = [:]
        var option = list
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // Where the host was forgotten, this is a password.
        let ports = (parameters["port"] ?? "").split(separator: ",")
        guard ports.allSatisfy({ UInt16($0) != nil }) else {
            throw StoreError(.misuse, "the port of the PostgreSQL store is no number; write \(Self.shape)")
        }
        self.parameters = parameters
    }

    private static let unreadable = StoreError(
        .misuse,
        "the address of the PostgreSQL store can't be read; write \(shape), with %XX for characters such as @, :, /, ? and # "
            + "in the password (%40, %3A, %2F, %3F, %23)"
    )

    /// Whether nothing but user and password can stand before the host. A password with such a character as it is would
    /// be cut there, and its end would be a host, a database or an option, which are printed.
    private static func isUnmistakable(_ text: String) -> Bool {
        guard let start = text.firstRange(of: "://")?.upperBound, !text.contains("#") else { return false }
        let authority = text[start...].prefix { $0 != "/" && $0 != "?" }
        return authority.count { $0 == "@" } <= 1 && !text[authority.endIndex...].contains("@")
    }

    /// Who connects where, without the password and the options.
    public var description: String {
        let user = parameters["user"].map { "\($0)@" } ?? ""
        let host = parameters["host"] ?? parameters["hostaddr"] ?? "localhost"
        let port = parameters["port"].map { ":\($0)" } ?? ""
        let place = host.hasPrefix("/") ? "\(user)[\(host)]" : "\(user)\(host)"
        return "postgres://\(place)\(port)/\(parameters["dbname"] ?? "")"
    }

    private static func checkOptions(of text: String) throws {
        guard let mark = text.firstIndex(of: "?") else { return }
        for pair in text[text.index(after: mark)...].split(separator: "&") {
            let name = String(pair.prefix { $0 != "=" })
            guard knownOptions.contains(name), pair.contains("=") else {
                // What stands behind an & may be the end of a password.
                let isName =
                    pair.contains("=") && !text.contains("password=")
                    && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0 | 0x20) }
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
