import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Isolated plugins in a shop that is running")
struct IsolatedWhileSellingTests {
    @Test("totem plugin isolate moves Coupons to a process of its own and back, which the running shop follows")
    func isolated() async throws {
        let shop = try await CouponDaemon.open()
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        for place in ["process", "none"] {
            try shop.totem("isolate", "coupons", place)
            try await wait(for: "Coupons to run in \(place)") {
                shop.shop.daemon.pluginProcesses().isEmpty == (place == "none")
            }
            #expect(try await shop.shop.admin.get("/v1/plugins/coupons")["isolation"] == .string(place))
            #expect(try await shop.buy("TEN").last == Answer(201, nil))
        }
        let wrong = try await shop.shop.admin.patch("/v1/plugins/coupons", ["isolation": "box"])
        #expect(wrong.status == 422)
        try await shop.expectBooksAgree(stock: 1000)
    }

    @Test("Its process killed again and again while 32 buyers order: each is told the truth, and the books agree")
    func killed() async throws {
        let shop = try await CouponDaemon.open(stock: 100_000)
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        #expect(try await shop.shop.admin.patch("/v1/plugins/coupons", ["isolation": "process"]).status == 200)
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // No more often than it is started again.
                for kills in 1...4 {
                    try await wait(for: "\(kills * 20) orders") { tally.isDone || tally.orders >= kills * 20 }
                    for process in shop.shop.daemon.pluginProcesses() { kill(process, SIGKILL) }
                }
            }
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { buyers in
                    for _ in 0..<32 {
                        buyers.addTask { for _ in 0..<6 { tally.take(try await shop.buy("TEN")) } }
                    }
                    try await buyers.waitForAll()
                }
                tally.finish()
            }
            try await group.waitForAll()
        }
        let counts = tally.counts
        #expect(counts.keys.allSatisfy { [Answer(201, nil), Answer(503, "plugin-failed")].contains($0) }, "\(counts)")
        #expect(try await shop.expectBooksAgree(stock: 100_000) == tally.orders)
        #expect(shop.shop.daemon.log.contains("a plugin's process has ended"))
        #expect(await shop.shop.daemon.stop() == 0)
        #expect(shop.shop.daemon.pluginProcesses().isEmpty)
    }
}

extension TotemDaemon {
    /// The processes of its isolated plugins: children of the daemon's, or of a child of that.
    fileprivate func pluginProcesses() -> [pid_t] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let processes = folders.compactMap { Int32($0) }.compactMap(RunningProgram.init)
        let own = Set([processID] + processes.filter { $0.parent == processID }.map(\.id))
        return processes.filter { $0.name == "totem-plugin-ch" && own.contains($0.parent) }.map(\.id)
    }
}

private struct RunningProgram {
    let id: pid_t
    /// At most 15 bytes.
    let name: String
    let parent: pid_t

    init?(_ id: pid_t) {
        // 17 (totem-plugin-ch) S 12 …
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let match = text.firstMatch(of: #/\((.*)\) \w (\d+) /#), let parent = pid_t(match.2)
        else { return nil }
        self.id = id
        self.parent = parent
        name = String(match.1)
    }
}
