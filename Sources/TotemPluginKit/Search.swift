internal import CTotem

extension Call {
    /// Which products a buyer means, in the order in which they are shown: none is an answer too. Only in `product.search`.
    /// - Parameter hasMore: whether there are more behind them.
    public func found(_ ids: [Int64], hasMore: Bool = false) throws {
        try HostError.check(ids.withUnsafeBufferPointer { totem_found(raw, $0.baseAddress, $0.count, hasMore) })
    }
}
