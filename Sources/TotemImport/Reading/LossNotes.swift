/// What a file says that the store has no place for: by column and reason, how often and where first.
struct LossNotes: Sendable {
    private struct Key: Hashable {
        let what: String
        let why: String
    }

    private var losses: [Key: (rows: Int, firstLine: Int)] = [:]

    mutating func note(_ what: String, _ why: String, line: Int) {
        let key = Key(what: what, why: why)
        guard let known = losses[key] else {
            losses[key] = (1, line)
            return
        }
        losses[key] = (known.rows + 1, min(known.firstLine, line))
    }

    mutating func add(_ other: LossNotes) {
        for (key, loss) in other.losses {
            let known = losses[key] ?? (0, loss.firstLine)
            losses[key] = (known.rows + loss.rows, min(known.firstLine, loss.firstLine))
        }
    }

    /// In the order of the lines where each was first met.
    var list: [ImportLoss] {
        losses.map {
            ImportLoss(what: $0.key.what, why: $0.key.why, rows: $0.value.rows, firstLine: $0.value.firstLine)
        }
        .sorted { ($0.firstLine, $0.what, $0.why) < ($1.firstLine, $1.what, $1.why) }
    }
}
