import Synchronization
import TotemKernel

/// Where codes come in: counts on this node those that nobody knows.
final class CodeGate: Sendable {
    private let throttle = Mutex(CodeThrottle())
    private let clock: any Clock

    init(clock: any Clock) {
        self.clock = clock
    }

    /// - Throws: what `body` does, and ``KernelError`` throttled.
    func entering<Value>(
        _ codes: [String],
        _ buyers: [String],
        from place: String,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let attempt = CodeThrottle.Attempt(codes.joined(separator: " "), of: buyers, from: place)
        try throttle.withLock { throttle throws(KernelError) in try throttle.begin(attempt, at: clock.uptime) }
        var isUnknown = false
        defer { throttle.withLock { $0.end(attempt, isUnknown: isUnknown, at: clock.uptime) } }
        do {
            return try await body()
        } catch let error as KernelError where error.code == "unknown-code" {
            isUnknown = true
            throw error
        }
    }
}

extension APIRequest {
    /// Does what enters codes, unless too many were guessed of late. The shop's staff guess none.
    /// - Parameter cart: the token of the cart; nil: a new one.
    func entering<Value>(
        _ codes: [String],
        into cart: String?,
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard !codes.isEmpty, !context.actor.holds(.staff) else { return try await body() }
        let buyers = [cart.map { "cart \($0)" }, context.actor.userID.map { "user \($0)" }].compactMap { $0 }
        return try await api.codes.entering(codes, buyers, from: place, body)
    }
}
