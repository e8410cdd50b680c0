import Testing

@testable import totemd

@Suite("A worker that gives no sign of life")
struct PulseTests {
    private let start = ContinuousClock.now

    @Test("is given up after twenty seconds, and each sign counts anew")
    func silent() {
        var pulse = Pulse()
        let looks = (0..<50).map { second in
            if second == 15 { pulse.beat() }
            return pulse.look(at: start + .seconds(second))
        }
        #expect(looks.firstIndex(of: true) == 35)
    }

    @Test("is not given up for time in which nobody looked, such as that of a machine that slept")
    func asleep() {
        var pulse = Pulse()
        let looks = [start, start + .seconds(3600)].map { pulse.look(at: $0) }
        #expect(looks == [false, false])
    }
}

@Suite("When the next worker starts")
struct RestartPolicyTests {
    private let start = ContinuousClock.now

    /// The pauses after ends at these seconds, each blamed on a plugin or on nobody.
    private func delays(_ ends: [(second: Int, plugin: String?)]) -> [Duration] {
        var policy = RestartPolicy()
        return ends.map { policy.delay(afterEndBy: $0.plugin, at: start + .seconds($0.second)) }
    }

    @Test("At once, as long as each end has a plugin of its own to blame, which is off then")
    func blamed() {
        #expect(delays((0..<20).map { ($0, "plugin\($0)") }).allSatisfy { $0 == .zero })
    }

    @Test(
        "From the third end in a row that nobody is to blame for, it waits, each time twice as long, at most 30 seconds"
    )
    func unexplained() {
        let pauses = delays((0..<9).map { ($0, nil) })
        #expect(pauses == [0, 0, 1, 2, 4, 8, 16, 30, 30].map { Duration.seconds($0) })
    }

    @Test("A plugin that its owner switches on again is to blame each time: workers have answered without it meanwhile")
    func switchedOnAgain() {
        var policy = RestartPolicy()
        for second in 0..<20 {
            #expect(policy.delay(afterEndBy: "loyal", at: start + .seconds(second)) == .zero)
            policy.hasServed()
        }
    }

    @Test("A plugin that ends workers again, though it was switched off, explains nothing")
    func notKeptFromIt() {
        #expect(delays((0..<5).map { ($0, "loyal") }) == [0, 0, 0, 1, 2].map { Duration.seconds($0) })
    }

    @Test("Ends that are long ago count for nothing, and the pauses begin anew")
    func forgotten() {
        let ends: [(Int, String?)] = [(0, nil), (1, nil), (2, nil), (3, nil), (200, nil), (201, nil), (202, nil)]
        #expect(delays(ends) == [0, 0, 1, 2, 0, 0, 1].map { Duration.seconds($0) })
    }
}
