/// Why a store can't be copied: the reason and the mend, in one line.
public struct CopyError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A copy that ended in the middle. What was copied is kept in the target.
public struct CopyStopped: Error {
    public let cause: any Error
}
