import NIOCore

/// The life of one connection, without its bytes: what happens to it decides what is done next.
///
/// One request is served at a time. A connection ends with an answer: the answer says `Connection: close`, the output is
/// closed after it, and what the client still sends is thrown away until it closes too, for
/// ``ServerLimits/lingerSeconds`` at most. Without that wait the client's unread bytes would reset the connection, and the
/// answer could be lost on its way (RFC 9112 §9.6).
struct ConnectionState {
    enum Phase: Equatable {
        /// No request is there, or a part of one's head.
        case awaitingHead
        /// A head came, and not all of its body.
        case receiving
        /// The request is whole, and its answer is not.
        case answering
        /// The last answer is written.
        case ending
        /// The last answer is sent, and the client knows that nothing follows.
        case lingering
    }

    /// What is done with a part of a request or an answer.
    enum Passage: Equatable {
        case pass
        case drop
    }

    /// What is done once a part of an answer was written.
    enum Step: Equatable {
        case none
        case closeOutput
        case close
    }

    /// What is done about a client that took too long.
    enum Patience: Equatable {
        /// Nothing yet, until then; for ever when nil.
        case wait(until: NIODeadline?)
        /// The request that is half here is answered with an error.
        case interruptBody
        case close
    }

    private(set) var phase = Phase.awaitingHead
    /// Whether nothing follows the answer to the present request.
    private(set) var isLast = false
    /// Whether the client was already told to make place: it gets what is written, and is not waited for.
    private(set) var isHurried = false
    /// Whether it came when all others were being served: its first request is told to come again.
    private(set) var isRefused = false
    private var hasAnswerBegun = false
    private var isInterrupted = false
    private var isInputClosed = false
    /// Answers that are written and not yet taken by the client's side.
    private var unsent = 0
    private var phaseSince: NIODeadline
    private var unsentSince: NIODeadline

    init(now: NIODeadline) {
        phaseSince = now
        unsentSince = now
    }

    /// Whether the connection stands still for its client.
    var waitsForClient: Bool { phase != .answering || unsent > 0 }

    var hasUnsentAnswer: Bool { unsent > 0 }

    /// There is no place for it.
    mutating func refuse() {
        isRefused = true
    }

    mutating func receivedHead(isLast: Bool, at now: NIODeadline) -> Passage {
        guard phase == .awaitingHead else { return .drop }
        enter(.receiving, now)
        self.isLast = isLast || isInputClosed || isHurried
        hasAnswerBegun = false
        isInterrupted = false
        return .pass
    }

    mutating func receivedBody() -> Passage {
        phase == .receiving ? .pass : .drop
    }

    mutating func receivedEnd(at now: NIODeadline) -> Passage {
        guard phase == .receiving else { return .drop }
        enter(.answering, now)
        return .pass
    }

    /// What came is no HTTP.
    /// - Returns: whether an answer is due; else whoever reads the body is told, if anybody does.
    mutating func receivedGarbage(at now: NIODeadline) -> Bool {
        isLast = true
        guard phase == .awaitingHead else { return false }
        enter(.answering, now)
        hasAnswerBegun = false
        return true
    }

    /// The client sends nothing more. It may still read.
    mutating func closedInput() -> Step {
        isInputClosed = true
        isLast = true
        return phase == .lingering ? .close : .none
    }

    /// An answer begins. One that comes before its request is whole is the last: the rest would have to be read first.
    mutating func beginsAnswer(wantsClose: Bool) -> Passage {
        guard phase == .receiving || phase == .answering, !hasAnswerBegun else { return .drop }
        hasAnswerBegun = true
        if wantsClose || phase == .receiving { isLast = true }
        return .pass
    }

    mutating func continuesAnswer() -> Passage {
        hasAnswerBegun && phase != .ending && phase != .lingering ? .pass : .drop
    }

    mutating func endsAnswer(at now: NIODeadline) -> Passage {
        guard continuesAnswer() == .pass else { return .drop }
        hasAnswerBegun = false
        enter(isLast ? .ending : .awaitingHead, now)
        if unsent == 0 { unsentSince = now }
        unsent += 1
        return .pass
    }

    /// The system has taken a whole answer.
    mutating func sentAnswer(at now: NIODeadline) -> Step {
        unsent -= 1
        unsentSince = now
        guard phase == .ending, unsent == 0 else { return .none }
        enter(.lingering, now)
        return isInputClosed || isHurried ? .close : .closeOutput
    }

    /// The server stops, and begins nothing more.
    /// - Returns: whether the connection ends by itself, once the answer that is written was taken.
    mutating func stop(at now: NIODeadline) -> Bool {
        if phase == .awaitingHead, unsent > 0 {
            isLast = true
            enter(.ending, now)
        }
        return phase == .ending
    }

    /// Another client needs the place.
    mutating func giveWay(at now: NIODeadline) -> Patience {
        isHurried = true
        isLast = true
        // Its request came whole in the moment in which it was chosen: what is done for it is told.
        if phase == .answering, unsent == 0 { return .wait(until: nil) }
        // Half a request behind an answer that nobody takes is owed nothing.
        guard phase == .receiving, unsent == 0, !hasAnswerBegun, !isInterrupted else { return .close }
        isInterrupted = true
        phaseSince = now
        return .interruptBody
    }

    /// How long the client is waited for, and what is done after that.
    mutating func patience(at now: NIODeadline) -> Patience {
        let phaseEnd = phaseLimit.map { phaseSince + $0 }
        let unsentEnd = unsent > 0 ? unsentSince + .seconds(ServerLimits.answerSeconds) : nil
        if let unsentEnd, unsentEnd <= now { return .close }
        guard let phaseEnd, phaseEnd <= now else {
            return .wait(until: [phaseEnd, unsentEnd].compactMap(\.self).min())
        }
        switch phase {
        case .receiving where !isInterrupted:
            isInterrupted = true
            isLast = true
            phaseSince = now
            return .interruptBody
        case .awaitingHead, .receiving, .lingering: return .close
        case .answering, .ending: return .wait(until: unsentEnd)
        }
    }

    private var phaseLimit: TimeAmount? {
        switch phase {
        case .awaitingHead: .seconds(isRefused ? ServerLimits.lingerSeconds : ServerLimits.idleSeconds)
        case .receiving: .seconds(isInterrupted ? ServerLimits.lingerSeconds : ServerLimits.bodySeconds)
        case .answering, .ending: nil
        case .lingering: .seconds(ServerLimits.lingerSeconds)
        }
    }

    private mutating func enter(_ phase: Phase, _ now: NIODeadline) {
        self.phase = phase
        phaseSince = now
    }
}
