import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("A library that was never loaded", .timeLimit(.minutes(5)))
struct ProbingTests {
    @Test(
        "is tried out in a process of its own, and what happens there is told",
        arguments: [
            Misdeed("segv", at: "constructor", in: "loading its library", "it crashed: signal 11"),
            Misdeed("exit", at: "constructor", in: "loading its library", "it called exit(0)"),
            Misdeed("loop", at: "constructor", in: "loading its library", "had not returned"),
            Misdeed("stop unseen", at: "constructor", in: "", "it had not ended after"),
            Misdeed("abort", at: "entry", in: "totem_plugin_entry", "it crashed: signal 6"),
            Misdeed("overflow", at: "start", in: "start", "stack of its thread"),
            Misdeed("_exit", at: "start", in: "", "it ended the process with 0"),
            Misdeed("sleep", at: "start", in: "start", "had not returned"),
            Misdeed("segv", at: "stop", in: "stop", "it crashed: signal 11"),
        ]
    )
    func triedOut(misdeed: Misdeed) async throws {
        let plugin = try HostilePlugin(misdeed.how, at: misdeed.place)
        try plugin.turnHostile()
        let shop = try await Shop.open(plugins: [plugin.folder])
        let worker = shop.daemon.worker
        let answer = try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true])
        #expect(answer.status == 409 && answer.problem == "plugin-refused", "\(answer.json)")
        for part in [misdeed.function, misdeed.reason, "in a process of its own"] {
            #expect(answer["detail"].text?.contains(part) == true || part.isEmpty, "\(answer.json)")
        }
        #expect(shop.daemon.worker == worker)

        let store = ["--store", shop.files.address, "--plugins", plugin.folder]
        let enabled = try await TotemCommand.run(
            ["plugin", "enable", "hostile", "--yes"] + store,
            in: shop.files.folder
        )
        #expect(enabled.status == 1 && enabled.errors.contains(misdeed.reason), "\(enabled.errors)")
        let installed = try await TotemCommand.run(
            [
                "plugin", "install", plugin.folder + "/hostile", "--store", shop.files.address, "--plugins",
                shop.files.folder + "/installed",
            ],
            in: shop.files.folder
        )
        #expect(installed.status == 1 && installed.errors.contains(misdeed.reason), "\(installed.errors)")
        for command in [["list"], ["info", "hostile"]] {
            let run = try await TotemCommand.run(["plugin"] + command + store, in: shop.files.folder)
            #expect(run.status == 0 && run.output.contains("hostile"), "\(run.errors)")
        }
        #expect(try await shop.guest.get("/health/ready").status == 200)
        #expect(await shop.daemon.stop() == 0)
    }
}
