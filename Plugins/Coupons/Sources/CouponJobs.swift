import TotemPluginKit

/// The job `generate`: fills a batch with codes, in short transactions that keep how far it has come.
enum Generation {
    private static let job: StaticString = "generate"
    private static let codesOfTransaction: Int64 = 500
    /// A run that goes on for longer lets others have their turn.
    private static let transactionsOfRun = 100

    static func register(_ registry: Registry) throws { try registry.job(job, run) }

    static func enqueue(_ batch: Int64, _ call: Call) throws {
        try call.enqueue(job, json: "\(batch)", key: "\(batch)")
    }

    private static func run(_ call: Call, _ run: JobRun) throws {
        guard let batch = Int64(run.json) else { return }
        for _ in 0..<transactionsOfRun {
            guard try call.transaction({ try fill(batch, $0) }) else { return }
        }
        try call.transaction { try enqueue(batch, $0) }
    }

    private static func fill(_ id: Int64, _ call: Call) throws -> Bool {
        guard let batch = try CodeBatches.held(id, call) else { return false }
        return try CodeBatches.fill(batch, atMost: codesOfTransaction, call)
    }
}

/// The job `recount`: counts the uses of a coupon again that was given a limit a while ago. Orders that were being placed at that moment
/// did not know of it, and have not been counted.
enum Recount {
    private static let job: StaticString = "recount"
    /// Longer than an order is being placed.
    private static let delay: Int64 = 60_000

    static func register(_ registry: Registry) throws {
        try registry.job(job) { call, run in
            guard let coupon = Int64(run.json) else { return }
            try call.transaction { try CouponUses.recount(coupon, $0) }
        }
    }

    static func enqueue(_ coupon: Int64, _ call: Call) throws {
        try call.enqueue(job, json: "\(coupon)", due: call.now + delay, key: "\(coupon)")
    }
}

/// The job `catch-up`: gives back the uses of orders that ended while the plugin was off, some at a time.
enum CatchingUp {
    private static let job: StaticString = "catch-up"

    static func register(_ registry: Registry) throws { try registry.job(job, run) }

    static func enqueue(_ call: Call) throws { try call.enqueue(job, key: "catch-up") }

    private static func run(_ call: Call, _ run: JobRun) throws {
        let isReturned = CouponHooks.returnsOnRefund(call)
        var last = run.checkpoint.flatMap { Int64($0) } ?? 0
        while let next = try call.transaction({
            try CouponUses.releaseMissed(after: last, refunded: isReturned, $0)
        }) {
            last = next
            try call.checkpoint("\(last)")
        }
    }
}
