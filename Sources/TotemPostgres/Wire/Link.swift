internal import CPostgres
private import CTotemProcess
internal import Glibc
internal import TotemStore

/// One connection to the server, in pipeline mode for its whole life: what is sent together costs one round trip.
///
/// The one place that touches `PGconn`, but for ``ListeningLink``, which only waits. Used by one thread at a time; only
/// ``Canceller`` is for others.
final class Link {
    /// Why a batch was not done to its end.
    enum Failure: Error {
        /// A command failed; those after it were not run.
        case refused(ServerError)
        /// The connection is gone. Whether the last commands were run is not known.
        case lost(String)
    }

    struct Loss {
        let reason: String
        /// The server said nothing for too long, instead of the connection having broken.
        var isSilence = false
    }

    private let pointer: OpaquePointer
    private let address: PostgresAddress
    /// Why it is not used again.
    private(set) var loss: Loss?
    var isLost: Bool { loss != nil }
    /// What stops a running statement from another thread.
    let canceller: Canceller?
    /// How often commands were sent and waited for: what a transaction costs beside its work.
    private(set) var roundTrips = 0
    /// How long the server may say nothing while an answer is due, in milliseconds.
    private var patience: Int
    /// Of the results of plugins' statements.
    private let held = HeldBytes()

    /// Connects.
    /// - Throws: ``StoreError`` `.unavailable` when the server can't be reached or takes nobody, `.cannotOpen` when it
    ///   refuses this user or does not know the database.
    init(_ address: PostgresAddress, _ options: PostgresOptions) throws {
        self.address = address
        patience = options.connectTimeout * 1_000
        let opened = Self.withParameters(address, options) { keys, values in PQconnectdbParams(keys, values, 0) }
        guard let opened else { throw StoreError.unavailable(address, "out of memory") }
        pointer = opened
        totem_descriptor_keep(PQsocket(opened))
        canceller = PQgetCancel(opened).map { Canceller($0) }
        guard PQstatus(opened) == CONNECTION_OK else { throw connectError(ServerError.line(PQerrorMessage(opened))) }
        PQsetNoticeProcessor(opened, { _, _ in }, nil)
        // Otherwise libpq itself waits, without an end, for a server that reads nothing.
        guard PQsetnonblocking(opened, 1) == 0 else { throw connectError(ServerError.line(PQerrorMessage(opened))) }
        try prepareSession(options)
        guard PQenterPipelineMode(opened) == 1 else { throw StoreError.unavailable(address, "no pipeline mode") }
        patience = options.silenceLimit
    }

    deinit {
        PQfinish(pointer)
    }

    /// The connection is in a state that nobody knows: it is not used again.
    func abandon() { loss = loss ?? Loss(reason: "the connection was given up") }

    /// Runs commands in their order, in one round trip.
    /// - Returns: the answer to each.
    /// - Throws: ``Failure``.
    func run(_ commands: [Command]) throws(Failure) -> [ResultRows] {
        var answers: [ResultRows] = []
        try run(commands, into: &answers)
        return answers
    }

    /// The same for those who want to know how far it came: `answers` has those to the commands before the one that failed.
    func run(_ commands: [Command], into answers: inout [ResultRows]) throws(Failure) {
        if let loss { throw .lost(loss.reason) }
        for command in commands where !send(command) { throw lose() }
        guard PQpipelineSync(pointer) == 1 else { throw lose() }
        roundTrips += 1
        answers.reserveCapacity(commands.count)
        var failure: Failure?
        for command in commands {
            switch try nextAnswer(to: command) {
            case .rows(let rows): answers.append(rows)
            case .failed(let error): failure = failure ?? .refused(error)
            case .skipped: break
            }
        }
        try readSync()
        if let failure {
            if case .refused(let error) = failure, error.endsConnection { loss = Loss(reason: error.message) }
            throw failure
        }
    }

    /// Looks whether the server has closed an idle connection, without a round trip.
    func checkIdle() {
        var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 0) > 0 else { return }
        if PQconsumeInput(pointer) == 0 || PQstatus(pointer) != CONNECTION_OK { _ = lose() }
    }

    // MARK: Sending

    private func send(_ command: Command) -> Bool {
        switch command {
        case .run(let sql):
            return PQsendQueryParams(pointer, sql, 0, nil, nil, nil, nil, 1) == 1
        case .prepare(let name, let sql, let types):
            return PQsendPrepare(pointer, name, sql, Int32(types.count), types.map { $0?.oid ?? 0 }) == 1
        case .describe(let name):
            return PQsendDescribePrepared(pointer, name) == 1
        case .execute(let name, let parameters, _):
            return parameters.bytes.withUnsafeBufferPointer { bytes in
                let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
                let values = parameters.starts.map { offset in offset.flatMap { start?.advanced(by: $0) } }
                return PQsendQueryPrepared(
                    pointer,
                    name,
                    Int32(values.count),
                    values,
                    parameters.lengths,
                    parameters.formats,
                    1
                ) == 1
            }
        }
    }

    // MARK: Answers

    private enum Answer {
        case rows(ResultRows)
        case failed(ServerError)
        case skipped
    }

    /// The answer to one command: a result, and the NULL that ends it.
    private func nextAnswer(to command: Command) throws(Failure) -> Answer {
        let bounded = boundedRows(of: command)
        guard var result = try nextResult(bounded: bounded != nil) else { throw lose() }
        while PQresultStatus(result) == PGRES_SINGLE_TUPLE, let bounded {
            bounded.add(result)
            guard let next = try nextResult(bounded: true) else { throw lose() }
            result = next
        }
        let answer: Answer
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            answer = .rows(bounded?.result(endedBy: result) ?? ResultRows(result))
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            answer = .skipped
        default:
            let error = ServerError(result)
            PQclear(result)
            // Without a number the error is libpq's own: the connection broke.
            guard !error.state.isEmpty, PQstatus(pointer) == CONNECTION_OK else { throw lose(error.message) }
            answer = .failed(error)
        }
        while let more = try nextResult() { PQclear(more) }
        return answer
    }

    /// Has the rows of the next answer come one by one, where they are to be bounded.
    private func boundedRows(of command: Command) -> BoundedRows? {
        guard case .execute(_, _, true) = command, PQsetSingleRowMode(pointer) == 1 else { return nil }
        return BoundedRows(held)
    }

    private func readSync() throws(Failure) {
        guard let result = try nextResult() else { throw lose() }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw lose(ServerError(result).message) }
    }

    /// `PQgetResult` with an end to its wait: the same calls of the system, but for the limit.
    ///
    /// A server that is frozen, or a network that loses what it has acknowledged, breaks no connection. The wait is made of
    /// short ones, so that a node that was itself suspended does not take that for the server's silence, and because what
    /// the TLS layer has read ahead does not show on the socket.
    /// - Parameter bounded: whether it is one row of no more than a plugin may read.
    private func nextResult(bounded: Bool = false) throws(Failure) -> OpaquePointer? {
        var silence = 0
        var received = 0
        while PQisBusy(pointer) == 1 {
            let events = PQflush(pointer) == 1 ? POLLIN | POLLOUT : POLLIN
            var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0)
            let slice = min(patience - silence, Self.longestPoll)
            switch poll(&descriptor, 1, Int32(slice)) {
            case 0: silence += slice
            case 1: silence = 0
            default: break
            }
            let waiting = bounded ? bytesWaiting : 0
            // What fails here is told by PQgetResult.
            guard PQconsumeInput(pointer) == 1 else { break }
            if bounded {
                received += waiting
                guard received < BoundedRows.longestRow else { throw lose("a row of a plugin's is too long") }
            }
            if silence >= patience, PQisBusy(pointer) == 1 { throw fallSilent() }
        }
        return PQgetResult(pointer)
    }

    /// What libpq has not read yet: it keeps what it reads of a row until it has all of it, and says nothing of how much that is.
    private var bytesWaiting: Int {
        var count: CInt = 0
        return ioctl(PQsocket(pointer), UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// In milliseconds.
    private static let longestPoll = 1_000

    private func fallSilent() -> Failure {
        let loss = Loss(reason: "it has said nothing for \(patience) ms", isSilence: true)
        self.loss = loss
        return .lost(loss.reason)
    }

    private func lose(_ message: String? = nil) -> Failure {
        let reason = message ?? ServerError.line(PQerrorMessage(pointer))
        let loss = Loss(reason: reason.isEmpty ? "the connection is closed" : reason)
        self.loss = loss
        return .lost(loss.reason)
    }

    // MARK: Opening

    /// What to connect with, as libpq takes it: two lists of C strings.
    static func withParameters(
        _ address: PostgresAddress,
        _ options: PostgresOptions,
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> OpaquePointer?
    ) -> OpaquePointer? {
        var parameters = address.parameters
        for (name, value) in defaults(options) where parameters[name] == nil { parameters[name] = value }
        // What comes back is UTF-8, whatever this machine's locale is.
        parameters["client_encoding"] = "UTF8"
        return withPointers(Array(parameters.keys)) { keys in
            withPointers(Array(parameters.values)) { values in body(keys, values) }
        }
    }

    /// What the address may override: a dead network is noticed in about half a minute.
    private static func defaults(_ options: PostgresOptions) -> [(String, String)] {
        [
            ("connect_timeout", "\(options.connectTimeout)"), ("application_name", "totem"), ("keepalives", "1"),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ]
    }

    private func prepareSession(_ options: PostgresOptions) throws {
        let settings = """
            SET statement_timeout = \(options.statementTimeout);
            SET lock_timeout = \(options.lockTimeout);
            SET idle_in_transaction_session_timeout = \(options.idleTimeout);
            SET standard_conforming_strings = on;
            SET search_path = public;
            SET TIME ZONE 'UTC';
            """
        guard PQsendQuery(pointer, settings) == 1 else { throw connectError(ServerError.line(PQerrorMessage(pointer))) }
        do {
            while let result = try nextResult() {
                defer { PQclear(result) }
                guard PQresultStatus(result) == PGRES_COMMAND_OK else {
                    throw connectError(ServerError.line(PQresultErrorMessage(result)))
                }
            }
        } catch let failure as Failure {
            guard case .lost(let why) = failure else { return }
            throw StoreError.unavailable(address, why)
        }
        let encoding = PQparameterStatus(pointer, "server_encoding").map { String(cString: $0) } ?? "unknown"
        guard encoding == "UTF8" else {
            throw StoreError(
                .cannotOpen,
                "the database \(address) is encoded as \(encoding); make one with createdb --encoding=UTF8 "
                    + "--template=template0"
            )
        }
    }

    private func connectError(_ message: String) -> StoreError {
        ConnectRefusal.allCases.first { message.contains($0.rawValue) }
            .map { StoreError(.cannotOpen, "the store \(address) can't be opened: \(message)\($0.mend)") }
            ?? .unavailable(address, message)
    }

    /// The texts as a list of C strings that ends with NULL.
    private static func withPointers<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result?
    ) -> Result? {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in buffer.baseAddress.flatMap(body) }
    }
}
