/// A regular expression of a settings schema, matched in time that grows with the text alone: all ways through the
/// expression are followed at once, so that none is ever gone back on.
///
/// It knows characters, `.`, classes, `\d \w \s` and their opposites, groups, `|`, `^`, `$`, and repetition. What can't be
/// matched so (references back, looking ahead) is refused, as is what would take too many states.
struct LinearPattern {
    static let longestPattern = 200
    static let longestText = 10_000
    private static let mostStates = 2_000
    /// Also of those that make no state, such as a repetition of nothing.
    private static let mostParts = 10_000

    private enum State {
        case character(PatternCharacters)
        case fork(Int, Int)
        case start
        case end
        case found
    }

    private var states: [State] = []
    private var parts = 0

    /// - Throws: ``PatternProblem``.
    init(_ text: String) throws(PatternProblem) {
        guard text.unicodeScalars.count <= Self.longestPattern else {
            throw PatternProblem("has more than \(Self.longestPattern) characters")
        }
        var parser = PatternParser(text)
        try append(try parser.whole())
        states.append(.found)
    }

    /// Whether it matches somewhere in the text. A text longer than ``longestText`` is matched by nothing.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count <= Self.longestText else { return false }
        var active = Front(count: states.count)
        var next = Front(count: states.count)
        for place in 0...scalars.count {
            if enter(0, at: place, of: scalars.count, &active) { return true }
            guard place < scalars.count else { return false }
            for state in active.members {
                guard case .character(let set) = states[state], set.contains(scalars[place]) else { continue }
                if enter(state + 1, at: place + 1, of: scalars.count, &next) { return true }
            }
            swap(&active, &next)
            next.removeAll()
        }
        return false
    }

    /// Adds a state and all that follow without a character.
    /// - Returns: whether the end of the expression is among them.
    private func enter(_ state: Int, at place: Int, of count: Int, _ front: inout Front) -> Bool {
        var waiting = [state]
        while let state = waiting.popLast() {
            guard front.insert(state) else { continue }
            switch states[state] {
            case .character: break
            case .fork(let first, let second): waiting += [second, first]
            case .start: if place == 0 { waiting.append(state + 1) }
            case .end: if place == count { waiting.append(state + 1) }
            case .found: return true
            }
        }
        return false
    }

    // MARK: From the tree to states

    private mutating func append(_ node: PatternNode) throws(PatternProblem) {
        parts += 1
        guard states.count < Self.mostStates, parts < Self.mostParts else {
            throw PatternProblem("repeats too much; write smaller numbers")
        }
        switch node {
        case .characters(let set): states.append(.character(set))
        case .start: states.append(.start)
        case .end: states.append(.end)
        case .sequence(let parts): for part in parts { try append(part) }
        case .choice(let parts): try appendChoice(parts[...])
        case .repeated(let part, let least, let most): try appendRepeated(part, least, most)
        }
    }

    private mutating func appendChoice(_ parts: ArraySlice<PatternNode>) throws(PatternProblem) {
        guard let first = parts.first else { return }
        guard parts.count > 1 else { return try append(first) }
        let fork = states.count
        states.append(.fork(0, 0))
        try append(first)
        let jump = states.count
        states.append(.fork(0, 0))
        states[fork] = .fork(fork + 1, states.count)
        try appendChoice(parts.dropFirst())
        states[jump] = .fork(states.count, states.count)
    }

    private mutating func appendRepeated(
        _ part: PatternNode,
        _ least: Int,
        _ most: Int?
    ) throws(PatternProblem) {
        for _ in 0..<least { try append(part) }
        guard let most else {
            let fork = states.count
            states.append(.fork(0, 0))
            try append(part)
            states.append(.fork(fork, fork))
            states[fork] = .fork(fork + 1, states.count)
            return
        }
        var forks: [Int] = []
        for _ in least..<max(least, most) {
            forks.append(states.count)
            states.append(.fork(0, 0))
            try append(part)
        }
        for fork in forks { states[fork] = .fork(fork + 1, states.count) }
    }
}

/// The states that the text so far can lead to.
private struct Front {
    private(set) var members: [Int] = []
    private var isMember: [Bool]

    init(count: Int) {
        isMember = Array(repeating: false, count: count)
    }

    mutating func insert(_ state: Int) -> Bool {
        guard !isMember[state] else { return false }
        isMember[state] = true
        members.append(state)
        return true
    }

    mutating func removeAll() {
        for state in members { isMember[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}

/// What is wrong with an expression; goes on from its name.
struct PatternProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
