import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A random walk of plugins under orders")
struct RandomWalkTests {
    private static let stock: Int64 = 1_000_000
    private static let length = Duration.seconds(25)

    /// `TOTEM_WALK_SEED` walks again as a run did that has printed it, as far as the machine's pace allows.
    @Test("Installed, switched, set, upgraded and removed at random, plugins cost no order, no unit and no cent")
    func walk() async throws {
        let wish = ProcessInfo.processInfo.environment["TOTEM_WALK_SEED"].flatMap { UInt64($0) }
        let seed = wish ?? .random(in: 0...999_999)
        print("A random walk with TOTEM_WALK_SEED=\(seed)")
        let files = try TemporaryFolder()
        let folders = try Self.build(in: files.path + "/workshop")
        let place = files.path + "/plugins"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let shop = try await Shop.open(stock: Self.stock, plugins: [place])
        try await Self.begin(shop, folders)

        let notes = WalkNotes()
        let walker = { @Sendable (number: UInt64) in
            Walker(
                shop: shop,
                folders: folders,
                notes: notes,
                random: WalkRandom(seed: seed &* 100 &+ number)
            )
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<UInt64(8) {
                group.addTask {
                    let random = WalkRandom(seed: seed &* 100 &+ 10 &+ number)
                    var buyer = WalkBuyer(client: shop.guest, notes: notes, random: random)
                    try await buyer.run()
                }
            }
            group.addTask {
                defer { notes.end() }
                let end = ContinuousClock.now + Self.length
                var (atTheCommandLine, overHTTP) = (walker(0), walker(1))
                async let commands: Void = atTheCommandLine.run(until: end, overHTTP: false)
                async let requests: Void = overHTTP.run(until: end, overHTTP: true)
                _ = try await (commands, requests)
            }
            try await group.waitForAll()
        }
        print("\(notes.orders.count) orders\n\(notes.summary)")
        let failures = shop.daemon.log.split(separator: "\n").filter {
            $0.contains("failed") || $0.contains("can't run")
        }
        print("The daemon has logged:\n\(failures.joined(separator: "\n"))")

        #expect(notes.surprises.isEmpty, "seed \(seed): \(notes.surprises.prefix(5))")
        let mistakes = try await shop.files.store.read { tx in
            try WalkBooks.mistakes(in: tx, notes)
        }
        #expect(mistakes.isEmpty, "seed \(seed): \(mistakes.prefix(5))")
        let books = try await shop.books()
        #expect(books.addUp(to: Self.stock), "seed \(seed)")
        #expect(books.wrongOrders.isEmpty, "seed \(seed)")
        let known = try await shop.admin.get("/v1/plugins")["data"].elements
        let broken = known.filter { plugin in plugin["is_active"]?.boolean == true && plugin["problem"]?.text != nil }
        #expect(broken.isEmpty, "seed \(seed): \(broken)")
        #expect(await shop.daemon.stop() == 0)
    }

    /// - Returns: the folders of the versions of each, by its name.
    private static func build(in workshop: String) throws -> [String: [String]] {
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: workshop)
        var folders = ["coupons": [workshop + "/coupons"]]
        for plugin in WalkPlugin.all { folders[plugin.name] = try plugin.build(in: workshop) }
        return folders
    }

    /// All of them are on in their first version, and there are coupons.
    private static func begin(_ shop: Shop, _ folders: [String: [String]]) async throws {
        for (name, versions) in folders.sorted(by: { $0.key < $1.key }) {
            for arguments in [["install", versions[0]], ["enable", name, "--yes"]] {
                let run = try await TotemCommand.run(
                    ["plugin"] + arguments + ["--store", shop.files.address, "--plugins", shop.pluginFolders[0]],
                    in: shop.files.folder
                )
                try #require(run.status == 0, "\(run.errors)")
            }
        }
        let coupons: [JSONValue] = [
            ["code": "TEN", "type": "percentage", "value": 1000],
            ["code": "FEW", "type": "fixed_amount", "value": 500, "usage_limit": 15],
        ]
        for coupon in coupons {
            try #require(try await shop.admin.post("/v1/x/coupons/coupons", coupon).status == 201)
        }
    }
}
