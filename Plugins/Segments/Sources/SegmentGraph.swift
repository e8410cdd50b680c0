/// Which segments name which others in their criteria.
struct SegmentGraph {
    /// How many may stand one behind the other.
    static let largestDepth: Int64 = 5

    /// By the segment that names them.
    var named: [Int64: Set<Int64>]

    /// A way from a segment back to itself, which it must not have; nil: there is none.
    func circle(through id: Int64) -> [Int64]? {
        var seen: Set<Int64> = []
        return way(from: id, to: id, &seen).map { [id] + $0 }
    }

    private func way(from start: Int64, to end: Int64, _ seen: inout Set<Int64>) -> [Int64]? {
        for next in named[start, default: []].sorted() {
            if next == end { return [end] }
            guard seen.insert(next).inserted else { continue }
            if let rest = way(from: next, to: end, &seen) { return [next] + rest }
        }
        return nil
    }

    /// How many segments must be known before this one, one after the other. Of a graph without circles.
    func depth(of id: Int64) -> Int64 {
        named[id, default: []].map { depth(of: $0) + 1 }.max() ?? 0
    }

    /// All that change when this one does, itself among them.
    func dependants(of id: Int64) -> Set<Int64> {
        var found: Set<Int64> = [id]
        var added = true
        while added {
            added = false
            for (segment, names) in named where !found.contains(segment) && !names.isDisjoint(with: found) {
                found.insert(segment)
                added = true
            }
        }
        return found
    }
}
