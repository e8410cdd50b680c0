/// What an engine finds when it is asked how its store is.
public struct StoreFinding: Sendable, Hashable {
    public enum Grade: String, Sendable, CaseIterable {
        case ok
        case warning
        case problem
    }

    public let grade: Grade
    /// A line for people.
    public let text: String
    /// What to do about it; nil when nothing is to be done.
    public let mend: String?

    public init(_ grade: Grade, _ text: String, mend: String? = nil) {
        self.grade = grade
        self.text = text
        self.mend = mend
    }
}
