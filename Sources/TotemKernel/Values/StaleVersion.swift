extension KernelError {
    /// `If-Match` named a version that is no longer the newest.
    static func staleVersion(_ what: String) -> KernelError {
        KernelError(.stale, "stale-version", "The \(what) has changed since it was read. Read it again and repeat.")
    }
}
