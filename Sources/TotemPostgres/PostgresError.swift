internal import CPostgres
internal import TotemStore

/// What the server reports of one statement.
struct ServerError: Error {
    /// The five characters of the SQL standard and PostgreSQL's appendix A; empty when libpq made the error itself.
    let state: String
    let message: String
    /// Whose rule was broken, when it is one of a table.
    let table: String?

    init(state: String, message: String) {
        table = nil
        self.state = state
        self.message = message
    }

    init(_ result: OpaquePointer) {
        state = totem_pg_sqlstate(result).map { String(cString: $0) } ?? ""
        table = totem_pg_table(result).map { String(cString: $0) }
        var message = totem_pg_message(result).map { String(cString: $0) } ?? ""
        if message.isEmpty { message = Self.line(PQresultErrorMessage(result)) }
        // The detail of a constraint shows the row's values, which may be personal.
        if !state.hasPrefix("23"), let detail = totem_pg_detail(result) { message += " (\(String(cString: detail)))" }
        self.message = message
    }

    /// Another transaction is to blame: the same closure will succeed when it is run again.
    /// Two that change the same right or role have no other number than that of an internal error.
    var isConflict: Bool {
        state == "40001" || state == "40P01" || (state == "XX000" && message.hasPrefix("tuple concurrently"))
    }

    var isDivisionByZero: Bool { state == "22012" }

    /// The schema changed under a prepared statement, or the server has forgotten it.
    var isStaleStatement: Bool {
        state == "26000" || (state == "0A000" && message.contains("cached plan must not change result type"))
    }

    /// The server ended, or is about to end, this connection.
    var endsConnection: Bool {
        state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03", "53300"].contains(state)
    }

    func storeError(sql: String? = nil) -> StoreError {
        StoreError(code, sentence, sql: sql, table: table)
    }

    private var code: StoreError.Code {
        switch state {
        case "22003": .outOfRange
        case "23505": .unique
        case "23503", "23001": .foreignKey
        case "42804": .constraint
        case "42501": .denied
        case "25006": .readOnly
        case "25P02": .misuse
        case "40001", "40P01": .conflict
        case "55P03": .locked
        case "57014": .interrupted
        case "53100", "53200": .full
        case "53400", "54000": .exhausted
        case "58030": .inputOutput
        case "XX001", "XX002": .corrupt
        case _ where endsConnection: .unavailable
        default: codeOfClass
        }
    }

    private var codeOfClass: StoreError.Code {
        switch state.prefix(2) {
        case "22", "23", "44": .constraint
        case "42", "0A": .syntax
        default: .other
        }
    }

    private var sentence: String {
        switch state {
        case "22003": StoreError.tooLarge
        case "53100": "the disk of the PostgreSQL server is full; nothing was written. Free some space and try again"
        case "53200": "the PostgreSQL server has no memory left for this; nothing was written"
        case "55P03": "another transaction held what this one needs for too long; try again"
        case "40001", "40P01": "other transactions kept this one from being done, however often it was tried; try again"
        case "57014": "the statement was stopped: \(message)"
        default: message.isEmpty ? "PostgreSQL reported the error \(state) without a message" : message
        }
    }

    /// libpq's messages have several lines and an end of line.
    static func line(_ message: UnsafePointer<CChar>?) -> String {
        guard let message else { return "" }
        return String(cString: message).split(whereSeparator: \.isNewline)
            .map { $0.drop { $0.isWhitespace } }.joined(separator: "; ")
    }
}

extension StoreError {
    static func transactionIsGone(after error: StoreError, _ sql: String?) -> StoreError {
        StoreError(
            .misuse,
            "an earlier error has ended this transaction; nothing more can be done in it (\(error.message))",
            sql: sql
        )
    }

    static func unavailable(_ address: PostgresAddress, _ why: String) -> StoreError {
        StoreError(.unavailable, "the PostgreSQL server at \(address) can't be reached (\(why)); nothing was written")
    }

    static func outcomeUnknown(_ address: PostgresAddress) -> StoreError {
        StoreError(
            .outcomeUnknown,
            "the connection to \(address) broke while a transaction was committed, so it is not known whether it was "
                + "written; repeat the request with the same Idempotency-Key"
        )
    }
}
