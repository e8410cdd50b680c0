import Testing
import TotemDelivery
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Jobs")
struct JobTests {
    /// A plugin whose orders queue the job `work`, with a body that sees `call` and `run`.
    private func plugin(_ body: String, schedule: String? = nil) -> CPlugin {
        var plugin = CPlugin.noting("a")
        plugin.prelude += """

            static totem_status write_word(totem_call *call, void *state) { return note(call, "%s", (const char *)state); }
            static totem_status say(totem_call *call, const char *word) {
              return totem_transaction(call, write_word, (void *)word);
            }
            static totem_status work(totem_call *call, const totem_job_run *run, void *state) {
              \(body)
              return TOTEM_OK;
            }
            """
        let text = schedule.map { "\"\($0)\"" } ?? "NULL"
        plugin.start = "if (!status) status = totem_job(registry, \"work\", \(text), work);"
        plugin.hooks = [
            "order.placed": """
            char json[100], key[100];
            snprintf(json, sizeof json, "{\\"order\\": %lld}", (long long)order->id);
            snprintf(key, sizeof key, "total %lld", (long long)order->total);
            return totem_enqueue(call, "work", totem_text(json), 0, totem_text(key));
            """
        ]
        return plugin
    }

    private func open(_ plugin: CPlugin) async throws -> PluginShop {
        let shop = try await PluginShop.open()
        try plugin.build(in: shop.folder)
        try await shop.enable(plugin.name)
        return shop
    }

    @Test("What a transaction queues is run after it, with what it was given, and equal keys that wait are one")
    func queued() async throws {
        let shop = try await open(
            plugin(
                """
                char text[200];
                snprintf(text, sizeof text, "%.*s %.*s %d", WORD(run->json), WORD(run->key), (int)run->attempt);
                return say(call, text);
                """
            )
        )
        let first = try await shop.order(try await shop.cart().token)
        _ = try await shop.order(try await shop.cart().token)
        let other = try await shop.order(try await shop.cart([("MUG-1", 1)]).token)
        #expect(try await shop.runJobs() == 2)
        let notes = [#"{"order": \#(first.id)} total 1999 1"#, #"{"order": \#(other.id)} total 333 1"#]
        #expect(try await shop.notes(of: "a") == notes)
        #expect(try await shop.jobs().map(\.status) == [.done, .done])
        // What was done is no longer in the way of its key.
        _ = try await shop.order(try await shop.cart().token)
        #expect(try await shop.runJobs() == 1)
    }

    @Test(
        "What a transaction queues under a key that waits is run after it, also when that run has begun meanwhile",
        .enabled(if: TestEngine.current == .postgres)
    )
    func begunMeanwhile() async throws {
        let shop = try await open(plugin(""))
        let job = PluginJob(plugin: "a", name: "work", schedule: nil)
        let now = shop.clock.now
        let store = shop.files.store
        try await store.write { tx in try JobQueue.enqueue("work", of: "a", dueAt: now, key: "k", in: tx, at: now) }
        let hasQueued = Gate()
        let hasBegun = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await store.write { tx in
                    try JobQueue.enqueue("work", of: "a", dueAt: now, key: "k", in: tx, at: now)
                    hasQueued.open()
                    hasBegun.waitBlocking()
                }
            }
            defer { hasBegun.open() }
            try await hasQueued.wait()
            let run = try await store.write { tx in try JobQueue.begin([job], as: "node", in: tx, at: now) }
            #expect(run != nil)
        }
        #expect(try await shop.number("SELECT COUNT(*) FROM jobs WHERE status = 'waiting'") == 1)
    }

    @Test("A job can be run as soon as its plugin is on, or its newer version is, and as long as it is")
    func known() async throws {
        let shop = try await PluginShop.open()
        var plugin = plugin("return say(call, \"x\");", schedule: "every 5m")
        try plugin.build(in: shop.folder)
        try await shop.enable("a")
        let run = { (name: String) async throws in
            let now = shop.clock.now
            _ = try await shop.files.store.write { tx in try JobQueue.run(name, in: tx, at: now) }
        }
        try await run("a.work")
        #expect(try await shop.runJobs() == 1)

        plugin.version = "1.1.0"
        plugin.start = plugin.start.replacing("\"work\"", with: "\"toil\"")
        plugin.hooks = [:]
        try plugin.build(in: shop.folder)
        _ = try await shop.host.upgrade("a")
        try await run("a.toil")
        #expect(await refusal { try await run("a.work") }?.kind == .notFound)
        try await shop.disable("a")
        #expect(await refusal { try await run("a.toil") }?.kind == .notFound)
    }

    @Test("What is undone queues nothing")
    func undone() async throws {
        var plugin = plugin("return say(call, \"x\");")
        plugin.hooks["order.placed"]? += "return totem_veto(call, \"no\", TOTEM_STR(\"No.\"));"
        plugin.hooks["order.placed"] = plugin.hooks["order.placed"]?.replacing(
            "return totem_enqueue",
            with: "totem_enqueue"
        )
        let shop = try await open(plugin)
        let cart = try await shop.cart()
        #expect(await refusal { _ = try await shop.order(cart.token) }?.code == "no")
        #expect(try await shop.jobs().isEmpty)
        #expect(try await shop.runJobs() == 0)
    }

    @Test(
        "A job that fails is run again later and later, eight times in all; then people try it again, from its checkpoint"
    )
    func failing() async throws {
        let shop = try await open(
            plugin(
                """
                if (run->checkpoint.ptr != NULL && totem_setting_bool(call, "mended", false)) {
                  char text[100];
                  snprintf(text, sizeof text, "from %.*s", WORD(run->checkpoint));
                  return say(call, text);
                }
                totem_status status = totem_checkpoint(call, TOTEM_STR("{\\"page\\": 7}"));
                return status == TOTEM_OK ? totem_fail(call, TOTEM_STR("the other side is away")) : status;
                """
            ).with(settings: "mended")
        )
        _ = try await shop.order(try await shop.cart().token)
        for pause: Int64 in [0, 10, 40, 160, 640, 2560, 3600, 3600] {
            shop.clock.advance(milliseconds: max(0, pause * 1000 - 1))
            #expect(try await shop.runJobs() == (pause == 0 ? 1 : 0))
            guard pause > 0 else { continue }
            shop.clock.advance(milliseconds: 1)
            #expect(try await shop.runJobs() == 1)
        }
        let failed = try #require(try await shop.jobs().first)
        #expect(failed.status == .failed && failed.attempts == 8 && failed.error == "the other side is away")
        #expect(failed.checkpoint == #"{"page": 7}"#)
        shop.clock.advance(milliseconds: 86_400_000)
        #expect(try await shop.runJobs() == 0)
        try await shop.enable("a", settings: ["mended": true])
        let now = shop.clock.now
        _ = try await shop.files.store.write { tx in try JobQueue.retry(failed.id, in: tx, at: now) }
        #expect(try await shop.runJobs() == 1)
        #expect(try await shop.notes(of: "a") == [#"from {"page": 7}"#])
        #expect(
            await refusal {
                _ = try await shop.files.store.write { tx in try JobQueue.retry(failed.id, in: tx, at: now) }
            }?.code == "job-not-failed"
        )
    }

    @Test("A schedule goes on after a clock that was ahead is set right", arguments: ["every 5m", "0 3 * * *"])
    func clockSetBack(schedule: String) async throws {
        let year: Int64 = 365 * 86_400_000
        let shop = try await open(plugin("return say(call, \"tick\");", schedule: schedule))
        #expect(try await shop.runJobs() == 0)
        shop.clock.advance(milliseconds: year)
        #expect(try await shop.runJobs() == 1)
        shop.clock.advance(milliseconds: -year)
        #expect(try await shop.runJobs() == 1)
        #expect(try await shop.runJobs() == 0)
        shop.clock.advance(milliseconds: 86_400_000)
        #expect(try await shop.runJobs() == 1)
    }

    @Test("A schedule is run when it is due, once however late, and anew when the plugin was off")
    func scheduled() async throws {
        let shop = try await open(plugin("return say(call, \"tick\");", schedule: "every 5m"))
        #expect(try await shop.runJobs() == 0)
        shop.clock.advance(milliseconds: 299_999)
        #expect(try await shop.runJobs() == 0)
        shop.clock.advance(milliseconds: 1)
        #expect(try await shop.runJobs() == 1)
        shop.clock.advance(milliseconds: 3_600_000)
        #expect(try await shop.runJobs() == 1)
        try await shop.disable("a")
        shop.clock.advance(milliseconds: 3_600_000)
        try await shop.enable("a")
        #expect(try await shop.runJobs() == 0)
        shop.clock.advance(milliseconds: 300_000)
        #expect(try await shop.runJobs() == 1)
        let now = shop.clock.now
        try await shop.files.store.write { tx in _ = try JobQueue.run("work", in: tx, at: now) }
        #expect(try await shop.runJobs() == 1)
        #expect(try await shop.notes(of: "a").count == 4)
    }

    @Test(
        "Of a job one run goes on at a time; one whose node is silent is begun again, from what it kept with its writes"
    )
    func abandoned() async throws {
        let shop = try await open(
            plugin(
                """
                char text[100];
                snprintf(text, sizeof text, "from %.*s", WORD(run->checkpoint));
                return say(call, text);
                """
            )
        )
        _ = try await shop.order(try await shop.cart().token)
        _ = try await shop.order(try await shop.cart([("MUG-1", 1)]).token)
        let runner = JobRunner(shop.kernel, log: shop.log.logger)
        let lost = try #require(try await runner.next())
        let now = shop.clock.now
        try await shop.files.store.write { tx in try lost.checkpoint("3", in: tx, at: now) }
        #expect(try await runner.next() == nil)
        shop.clock.advance(milliseconds: JobRun.patience)
        let again = try #require(try await JobRunner(shop.kernel, log: shop.log.logger).next())
        #expect(again.job.id == lost.job.id && again.job.attempts == 2 && again.job.checkpoint == "3")
        // The first node was not dead, only slow: what it still writes is not written.
        await runner.perform(lost)
        #expect(try await shop.notes(of: "a") == [])
        #expect(shop.log.has("what came of a job is not kept"))
        await runner.perform(again)
        #expect(try await shop.notes(of: "a") == ["from 3"])
        #expect(try await shop.runJobs() == 1)
    }

    @Test("A node that is being stopped begins none of those that wait, however many there are")
    func stopping() async throws {
        let shop = try await open(plugin("return TOTEM_OK;"))
        for quantity in 1...3 as ClosedRange<Int64> {
            _ = try await shop.order(try await shop.cart([("POT-1", quantity)]).token)
        }
        let runner = JobRunner(shop.kernel, log: shop.log.logger)
        try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await runner.beginDue()
        }.value
        #expect(try await shop.jobs().map(\.status) == [.waiting, .waiting, .waiting])
    }

    @Test("A run that ends its process each time is given up, not begun for ever")
    func poisonous() async throws {
        let shop = try await open(plugin("return TOTEM_OK;"))
        _ = try await shop.order(try await shop.cart().token)
        let runner = JobRunner(shop.kernel, log: shop.log.logger)
        for _ in 0..<8 {
            #expect(try await runner.next() != nil)
            shop.clock.advance(milliseconds: JobRun.patience)
        }
        #expect(try await runner.next() == nil)
        #expect(try await shop.jobs().map(\.status) == [.failed])
    }

    @Test("Bad names, schedules, payloads and places are refused with words")
    func refusals() async throws {
        var plugin = plugin("return TOTEM_OK;")
        plugin.hooks["cart.discounts"] =
            "return totem_enqueue(call, \"work\", TOTEM_STR(\"1\"), 0, TOTEM_STR(\"k\")) == TOTEM_MISUSE ? TOTEM_OK : TOTEM_ERROR;"
        plugin.hooks["order.placed"] = """
            totem_str none = {NULL, 0};
            if (totem_enqueue(call, "other", none, 0, none) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
            if (totem_enqueue(call, "work", TOTEM_STR("{"), 0, none) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_enqueue(call, "work", none, -1, none) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_enqueue(call, "work", none, 0, TOTEM_STR("@schedule")) != TOTEM_INVALID) return TOTEM_ERROR;
            if (totem_checkpoint(call, TOTEM_STR("1")) != TOTEM_MISUSE) return TOTEM_ERROR;
            if (totem_transaction(call, NULL, NULL) != TOTEM_MISUSE) return TOTEM_ERROR;
            return TOTEM_OK;
            """
        let shop = try await open(plugin)
        _ = try await shop.order(try await shop.cart().token)
        #expect(try await shop.jobs().isEmpty)
        for schedule in ["every 5", "every 0m", "* * * *", "60 * * * *", "0 0 31 2 *", "hourly"] {
            var bad = CPlugin("bad")
            bad.prelude =
                "static totem_status work(totem_call *c, const totem_job_run *r, void *s) { return TOTEM_OK; }"
            bad.start = "if (!status) status = totem_job(registry, \"work\", \"\(schedule)\", work);"
            try bad.build(in: shop.folder)
            let refused = await refusal { _ = try await shop.enable("bad") }
            #expect(refused?.detail.contains("the schedule '\(schedule)'") == true)
        }
    }
}

extension CPlugin {
    func with(settings name: String) -> CPlugin {
        var plugin = self
        plugin.manifest["settings"] = [
            "type": "object", "properties": .object([name: ["type": "boolean", "default": false]]),
        ]
        return plugin
    }
}
