internal import Synchronization

/// How often a hook of a plugin ran and how long, since the plugin was started. A hook that has called nothing of the
/// host's and returned well and soon is not counted: counting costs as much as calling it.
final class HookMeter: Sendable {
    private let countOfCalls = Atomic<Int>(0)
    private let countOfFailures = Atomic<Int>(0)
    private let sumOfTicks = Atomic<UInt64>(0)

    var calls: Int { countOfCalls.load(ordering: .relaxed) }
    var failures: Int { countOfFailures.load(ordering: .relaxed) }
    var nanoseconds: Int64 { Ticks.nanoseconds(sumOfTicks.load(ordering: .relaxed)) }

    func add(_ ticks: UInt64) {
        countOfCalls.add(1, ordering: .relaxed)
        sumOfTicks.add(ticks, ordering: .relaxed)
    }

    func addFailure() { countOfFailures.add(1, ordering: .relaxed) }
}
