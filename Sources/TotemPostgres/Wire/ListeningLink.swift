internal import CPostgres
private import CTotemProcess
internal import Glibc

/// A connection that is told what is announced and asked nothing else; it is in no pipeline mode and no transaction.
///
/// Beside ``Link``, whose parameters it connects with, the only one that touches a `PGconn`. Used by one thread. It waits
/// nowhere but in ``StopSignal/wait(for:of:until:)``, except for the name server.
final class ListeningLink {
    /// How long connecting may take. A host of several that answers nothing is given up after `tcp_user_timeout`.
    private static let connectLimit = Duration.seconds(60)

    private let pointer: OpaquePointer
    private let stop: StopSignal

    /// Connects and listens. Nil when the server can't be reached, or when `stop` was raised.
    init?(_ address: PostgresAddress, _ options: PostgresOptions, until stop: StopSignal) {
        let opened = Link.withParameters(address, options) { keys, values in PQconnectStartParams(keys, values, 0) }
        guard let opened else { return nil }
        pointer = opened
        self.stop = stop
        // What the server says of its own accord, such as that it goes down, is not for stderr.
        PQsetNoticeProcessor(opened, { _, _ in }, nil)
        let deadline = ContinuousClock.now + Self.connectLimit
        guard connect(until: deadline), listen(until: deadline) else { return nil }
        totem_descriptor_keep(PQsocket(opened))
    }

    deinit {
        PQfinish(pointer)
    }

    /// Waits for the server's next message.
    /// - Returns: whether something was announced; nil when the connection broke, or `stop` was raised.
    func next() -> Bool? {
        guard wait(for: POLLIN), PQconsumeInput(pointer) == 1 else { return nil }
        var isAnnounced = false
        while let notification = PQnotifies(pointer) {
            PQfreemem(notification)
            isAnnounced = true
        }
        return isAnnounced
    }

    /// As libpq's manual has it: wait for what the last look asked for, at first for a socket that can be written.
    private func connect(until deadline: ContinuousClock.Instant) -> Bool {
        guard PQstatus(pointer) != CONNECTION_BAD else { return false }
        var wanted = PGRES_POLLING_WRITING
        while wanted != PGRES_POLLING_OK {
            guard wanted == PGRES_POLLING_READING || wanted == PGRES_POLLING_WRITING else { return false }
            guard wait(for: wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: deadline) else { return false }
            wanted = PQconnectPoll(pointer)
        }
        return true
    }

    private func listen(until deadline: ContinuousClock.Instant) -> Bool {
        guard PQsendQuery(pointer, Announcements.listen) == 1 else { return false }
        while PQisBusy(pointer) == 1 {
            guard wait(for: POLLIN, until: deadline), PQconsumeInput(pointer) == 1 else { return false }
        }
        guard let result = PQgetResult(pointer) else { return false }
        defer { PQclear(result) }
        return PQresultStatus(result) == PGRES_COMMAND_OK
    }

    private func wait(for events: Int32, until deadline: ContinuousClock.Instant? = nil) -> Bool {
        let socket = PQsocket(pointer)
        return socket >= 0 && stop.wait(for: events, of: socket, until: deadline)
    }
}
