import TotemKernel
import TotemTesting

/// Fills carts and makes orders of them until the walk is over. An order that it began it gets an answer to, however often it
/// has to ask: with one Idempotency-Key as long as nobody has answered.
struct WalkBuyer {
    let patient: PatientBuyer
    var random: WalkRandom

    private static let prices = Dictionary(uniqueKeysWithValues: Shop.products.map { ($0.sku, $0.price) })
    private var notes: WalkNotes { patient.notes }

    init(client: TestClient, notes: WalkNotes, random: WalkRandom) {
        patient = PatientBuyer(client: client, notes: notes)
        self.random = random
    }

    mutating func run() async throws {
        while !notes.isOver { try await buy() }
    }

    private mutating func buy() async throws {
        // A pot is in each, so that all the discounts together never take more than there is.
        let lines = [("POT-1", Int64.random(in: 1...3, using: &random)), ("MUG-1", .random(in: 1...3, using: &random))]
        let subtotal = lines.reduce(0) { $0 + (Self.prices[$1.0] ?? 0) * $1.1 }
        let code = random.pick([nil, "TEN", "FEW"])
        var filled = try await cart(lines, code)
        if filled == nil { filled = try await cart(lines, nil) }
        guard let cart = filled, let token = cart["id"].text else { return }
        var body = Shop.checkout
        if random.chance(30) { body = body.with("expected_total", cart["total"]) }
        guard let order = try await checkOut(token, body) else { return }
        notes.take(
            WalkNotes.Answered(
                id: order["id"].integer ?? 0,
                number: order["number"].text ?? "",
                subtotal: subtotal,
                total: order["total"]["amount"]?.integer ?? 0
            )
        )
    }

    /// - Returns: nil when it is refused.
    private func cart(_ lines: [(String, Int64)], _ code: String?) async throws -> TestResponse? {
        let items = lines.map { line -> JSONValue in ["sku": .string(line.0), "quantity": .integer(line.1)] }
        let body: JSONValue = [
            "items": .array(items), "codes": .array(code.map { [.string($0)] } ?? []),
        ]
        return try await patient.ask { try await $0.post("/v1/carts", body) }
    }

    /// - Returns: the order.
    private mutating func checkOut(_ cart: String, _ body: JSONValue) async throws -> TestResponse? {
        let way = random.pick(["once", "once", "twice", "cut off"])
        if let order = try await send(cart, body, RandomToken.make(), way) { return order }
        // It was refused: by its code, or because it costs something else now. Without either it is an order. What was cut off may
        // still be on its way, and become one meanwhile: then asking again answers with that.
        for code in ["TEN", "FEW"] {
            let path = "/v1/carts/\(cart)/codes/\(code)"
            let good: Set = way == "cut off" ? [200, 404, 409, 422] : [200, 404, 422]
            _ = try await patient.ask(allowing: good) { try await $0.delete(path) }
        }
        let order = try await send(cart, Shop.checkout, RandomToken.make(), way)
        if order == nil { notes.wonder("a cart without codes was refused twice") }
        return order
    }

    private mutating func send(
        _ cart: String,
        _ body: JSONValue,
        _ key: String,
        _ way: String
    ) async throws
        -> TestResponse?
    {
        let patient = patient
        let checkOut = { @Sendable (client: TestClient) in
            try await client.post("/v1/carts/\(cart)/checkout", body, headers: ["Idempotency-Key": key])
        }
        switch way {
        case "twice":
            async let one = patient.ask(checkOut)
            async let other = patient.ask(checkOut)
            let (first, second) = try await (one, other)
            guard first?["id"] == second?["id"] else {
                notes.wonder("one key, two answers: \(first?.json ?? .null) and \(second?.json ?? .null)")
                return first ?? second
            }
            return first
        case "cut off":
            let time = Duration.milliseconds(Int.random(in: 0...15, using: &random))
            try await Self.cutOff(after: time) { try await checkOut(patient.client) }
            return try await patient.ask(checkOut)
        default:
            return try await patient.ask(checkOut)
        }
    }

    /// Asks, and hangs up before the answer is there, or not.
    private static func cutOff(
        after time: Duration,
        _ ask: @escaping @Sendable () async throws -> TestResponse
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await ask() }
            group.addTask { try await Task.sleep(for: time) }
            try await group.next()
            group.cancelAll()
        }
    }
}

/// Asks again as long as an answer is one of the moment.
struct PatientBuyer: Sendable {
    let client: TestClient
    let notes: WalkNotes

    /// Refusals after which a buyer looks at the cart again, and goes on without its code.
    private static let refusals: Set<String> = ["unknown-code", "coupon-used-up", "cart-changed"]
    /// Refusals of a moment.
    private static let passing: Set<String> = ["plugin-not-running", "plugin-failed", "request-in-progress"]

    /// Asks until somebody has decided.
    /// - Returns: a good answer; nil when it was refused.
    func ask(
        allowing good: Set<Int> = [200, 201],
        _ send: @Sendable (TestClient) async throws -> TestResponse
    ) async throws -> TestResponse? {
        let end = ContinuousClock.now + testPatience
        while ContinuousClock.now < end {
            let answer = try await send(client)
            if good.contains(answer.status) { return answer }
            let problem = answer.problem ?? ""
            notes.count("buyers were told \(answer.status) \(problem)")
            if Self.refusals.contains(problem) { return nil }
            guard Self.passing.contains(problem) else {
                notes.wonder("\(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
                return nil
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        notes.wonder("a buyer had no answer for \(testPatience)")
        return nil
    }
}

extension JSONValue {
    /// The same object with one more member.
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members[name] = value
        return .object(members)
    }
}
