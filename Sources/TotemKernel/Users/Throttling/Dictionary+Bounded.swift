extension Dictionary {
    /// The same while it has no more than `limit` entries. Then the half of so many whose values rank highest, so that
    /// forgetting is rare.
    func bounded<Rank: Comparable>(to limit: Int, by rank: (Value) -> Rank) -> Self {
        guard count > limit else { return self }
        let kept = sorted { rank($0.value) > rank($1.value) }.prefix(limit / 2)
        return Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}
