import Testing
import TotemKernel
import TotemTesting

extension Trait where Self == ConditionTrait {
    /// For a test whose plugin does what no isolated one can, such as telling the test by a file.
    static func onlyInProcess(_ why: Comment) -> Self { .disabled(if: TestIsolation.place == .process, why) }
}
