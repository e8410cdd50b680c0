import Synchronization
import Testing
import TotemKernel
import TotemTesting

@Suite("Guessing codes")
struct GuessedCodesTests {
    /// Only GOOD is a code.
    private static let hooks = TestHooks(CartCodeValidate.self) { hook, _ in
        hook.code == "GOOD" ? CartCode(code: hook.code, plugin: "test") : nil
    }

    @Test("Who guesses in one cart has to wait, and others do not; the same code again is no guess")
    func oneCart() async throws {
        let clock = TestClock()
        try await withServer(clock: clock, hooks: Self.hooks) { guest, kernel in
            let carts = [try await guest.post("/v1/carts"), try await guest.post("/v1/carts")]
            let paths = carts.map { "/v1/carts/\($0["id"].text ?? "")" }
            for _ in 1...30 { #expect(try await guest.post("\(paths[0])/codes", ["code": "OVER"]).status == 422) }
            for number in 1...9 {
                let guess: JSONValue = ["code": .string("GUESS-\(number)")]
                #expect(try await guest.post("\(paths[0])/codes", guess).problem == "unknown-code")
            }
            let late = try await guest.post("\(paths[0])/codes", ["code": "GOOD"])
            #expect(late.status == 429 && late.problem == "too-many-codes" && late.headers["retry-after"] == "1")
            // A dry run tells guessers as much.
            #expect(try await guest.post("\(paths[0])/price", ["codes": ["GOOD"]]).status == 429)
            #expect(try await guest.post("\(paths[0])/price").status == 200)
            #expect(try await guest.post("\(paths[1])/codes", ["code": "GOOD"]).status == 200)
            let staff = try await guest.with(.staff, kernel)
            #expect(try await staff.post("\(paths[0])/codes", ["code": "GUESS"]).problem == "unknown-code")
            clock.advance(milliseconds: 1000)
            #expect(try await guest.post("\(paths[0])/codes", ["code": "GOOD"]).status == 200)
        }
    }

    @Test("Plugins are not asked about more codes than a cart takes, known or not")
    func tooMany() async throws {
        let asked = Mutex(0)
        // As a plugin does that keeps a code otherwise than it was entered: what the cart has never equals what comes.
        let hooks = TestHooks(CartCodeValidate.self) { _, _ in
            asked.withLock { $0 += 1 }
            return CartCode(code: "kept", plugin: "test")
        }
        try await withServer(hooks: hooks) { guest, _ in
            let codes: JSONValue = .array(Array(repeating: "GOOD", count: 21))
            let made = try await guest.post("/v1/carts", ["codes": codes])
            #expect(made.status == 422 && made["errors"][0]["field"] == "codes")
            let cart = try await guest.post("/v1/carts")
            let priced = try await guest.post("/v1/carts/\(cart["id"].text ?? "")/price", ["codes": codes])
            #expect(priced.status == 422 && asked.withLock { $0 } == 0)
        }
    }

    @Test("Nor does it help to guess many codes at once")
    func atOnce() async throws {
        try await withServer(hooks: Self.hooks) { guest, _ in
            let answers = try await withThrowingTaskGroup(of: String?.self, returning: [String?].self) { group in
                for number in 1...200 {
                    let codes: JSONValue = .array([.string("GUESS-\(number)")])
                    group.addTask { try await guest.post("/v1/carts", ["codes": codes]).problem }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == "unknown-code" } <= 50)
            #expect(answers.allSatisfy { ["unknown-code", "too-many-codes"].contains($0) })
        }
    }

    @Test("New carts do not help a guesser")
    func manyCarts() async throws {
        try await withServer(hooks: Self.hooks) { guest, _ in
            for number in 1...50 {
                let codes: JSONValue = .array([.string("GUESS-\(number)")])
                let refused = try await guest.post("/v1/carts", ["codes": codes])
                #expect(refused.problem == "unknown-code")
            }
            let late = try await guest.post("/v1/carts", ["codes": ["GOOD"]])
            #expect(late.problem == "too-many-codes")
            let empty = try await guest.post("/v1/carts")
            #expect(empty.status == 201)
        }
    }
}
