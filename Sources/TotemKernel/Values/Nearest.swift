/// The name that somebody meant.
package enum Nearest {
    /// The one that fewest typing mistakes lie between; nil when more than a third of it would be mistaken.
    package static func name(to typed: String, among names: [String]) -> String? {
        let typed = Array(typed.lowercased().unicodeScalars.prefix(64))
        let distances = names.map { (name: $0, distance: distance(typed, Array($0.unicodeScalars))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, best.name.unicodeScalars.count / 3) ? best.name : nil
    }

    /// Levenshtein's distance: how many letters must be put in, taken out or changed.
    private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var row = Array(0...other.count)
        for (index, scalar) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for place in other.indices {
                let replaced = diagonal + (other[place] == scalar ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(replaced, diagonal + 1, row[place] + 1)
            }
        }
        return row[other.count]
    }
}
