/// A moment at which plugins are asked outside of transactions, each by itself: what they need takes as long as the network does.
public protocol OutsideHook<Answer>: Sendable {
    associatedtype Answer: Sendable
}
