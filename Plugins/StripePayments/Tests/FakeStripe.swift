import Foundation
import Synchronization
import TotemKernel
import TotemTesting

/// A server of this test that stands in for Stripe, with books: PaymentIntents, refunds, customers and their cards, answers kept by
/// Idempotency-Key, and trouble when a test asks for it. Which card does what is said by its name, as in Stripe's own test mode.
final class FakeStripe: Sendable {
    struct Intent: Sendable {
        let id: String
        let amount: Int64
        let currency: String
        let captureMethod: String
        let metadata: [String: String]
        let customer: String?
        var saves: Bool
        var method: String?
        var status: String
        var received: Int64 = 0
        var refunded: Int64 = 0
        /// `code`, `decline_code`
        var lastError: (code: String, decline: String?)?

        /// What of the buyer's money is reserved or taken.
        var held: Int64 {
            switch status {
            case "requires_capture": amount
            case "succeeded": received - refunded
            default: 0
            }
        }
    }

    /// What goes wrong with a request.
    enum Trouble: Sendable {
        /// It is done, and no answer comes.
        case silentAfter
        /// It is not done, and no answer comes.
        case silentBefore
        /// It is done, and 500 is said.
        case brokenAfter
        /// It is not done, and this is said, with headers.
        case refused(Int, [String: String])
        /// It is done, and what is said is no JSON.
        case garbage
        /// It is done, and another thing is said of it.
        case lie(String, JSONValue)
        /// No answer comes before the gate is open.
        case held(Gate, Delivery)
    }

    /// When what is held comes to be done.
    enum Delivery: String, Sendable, CaseIterable {
        /// Never.
        case lost
        /// When the gate opens.
        case late
        /// At once.
        case done
    }

    /// A request as it came.
    struct Heard: Sendable {
        let step: String
        let path: String
        let headers: [String: String]
        let fields: [String: String]
    }

    struct Refund: Sendable {
        let id: String
        let intent: String
        let amount: Int64
        let operation: String
        var status = "succeeded"
    }

    struct Books: Sendable {
        var intents: [String: Intent] = [:]
        var refunds: [Refund] = []
        var customers: Set<String> = []
        /// Whose a card is.
        var owners: [String: String] = [:]
        var heard: [Heard] = []
        fileprivate var trouble: [String: [Trouble]] = [:]
        fileprivate var kept: [String: (request: String, answer: FakeAnswer)] = [:]
        fileprivate var count = 0
        /// How many requests are over.
        fileprivate var answered = 0

        mutating func id(of kind: String) -> String {
            count += 1
            return "\(kind)_\(count)"
        }
    }

    private let books = Mutex(Books())
    private let opened = Mutex<TinyServer?>(nil)

    init() throws {
        let server = try TinyServer { [weak self] request in
            defer { self?.books.withLock { $0.answered += 1 } }
            return self?.text(of: request)
        }
        opened.withLock { $0 = server }
    }

    deinit { opened.withLock { $0?.close() } }

    var base: String { "http://api.stripe.com:\(opened.withLock { $0?.port } ?? 0)" }
    var intents: [Intent] { books.withLock { $0.intents.values.sorted { $0.id < $1.id } } }
    var intent: Intent? { intents.first }
    var refunds: [Refund] { books.withLock { $0.refunds } }
    var customers: Set<String> { books.withLock { $0.customers } }
    var owners: [String: String] { books.withLock { $0.owners } }
    var heard: [Heard] { books.withLock { $0.heard } }
    /// What it was asked for, in order: `create`, `confirm`, …
    var steps: [String] { heard.map(\.step) }
    var answered: Int { books.withLock { $0.answered } }
    /// What of all buyers' money is reserved or taken.
    var held: Int64 { intents.reduce(0) { $0 + $1.held } }

    func change(_ change: @Sendable (inout Books) -> Void) { books.withLock { change(&$0) } }

    /// The next request of a step has this trouble.
    func trouble(_ step: String, _ trouble: Trouble) {
        books.withLock { $0.trouble[step, default: []].append(trouble) }
    }

    /// As after a day: a repeat with an old key is a new request.
    func forgetKeys() { books.withLock { $0.kept = [:] } }

    /// What the buyer's client does with a client secret.
    func client(_ change: @Sendable (inout Intent) -> Void) {
        books.withLock { books in
            for id in books.intents.keys where books.intents[id].map({ !$0.isOver }) == true {
                if var intent = books.intents[id] {
                    change(&intent)
                    books.intents[id] = intent
                }
            }
        }
    }

    private func text(of request: String) -> String? {
        guard let heard = Heard(request) else { return FakeAnswer(400, ["error": ["message": "no request"]]).text }
        let trouble = books.withLock { books in
            books.heard.append(heard)
            guard let first = books.trouble[heard.step]?.first else { return Trouble?.none }
            books.trouble[heard.step]?.removeFirst()
            return first
        }
        switch trouble {
        case nil: return answer(heard).text
        case .silentBefore: return nil
        case .silentAfter:
            _ = answer(heard)
            return nil
        case .brokenAfter:
            _ = answer(heard)
            return FakeAnswer(500, ["error": ["type": "api_error"]], ["Stripe-Should-Retry": "false"]).text
        case .refused(let status, let headers):
            return FakeAnswer(status, ["error": ["type": "api_error", "message": "no"]], headers).text
        case .garbage:
            _ = answer(heard)
            return "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n<html/>"
        case .lie(let member, let value): return answer(heard).with(member, value).text
        case .held(let gate, let delivery):
            let done = delivery == .done ? answer(heard) : nil
            gate.waitBlocking()
            return delivery == .lost ? nil : (done ?? answer(heard)).text
        }
    }

    /// What is done once for a key is answered again.
    private func answer(_ heard: Heard) -> FakeAnswer {
        guard heard.headers["authorization"]?.hasPrefix("Bearer sk_test_") == true else {
            return FakeAnswer(401, ["error": ["type": "invalid_request_error", "message": "Invalid API Key"]])
        }
        return books.withLock { books in
            guard let key = heard.headers["idempotency-key"] else { return books.answer(heard) }
            let request = "\(heard.path) \(heard.fields.sorted { $0.key < $1.key })"
            if let kept = books.kept[key] {
                return kept.request == request
                    ? kept.answer
                    : FakeAnswer(400, ["error": ["type": "idempotency_error", "message": "another request"]])
            }
            let answer = books.answer(heard)
            books.kept[key] = (request, answer)
            return answer
        }
    }
}

extension FakeStripe.Intent {
    var isOver: Bool { ["succeeded", "canceled", "requires_capture"].contains(status) }

    mutating func succeed() {
        status = captureMethod == "manual" ? "requires_capture" : "succeeded"
        received = captureMethod == "manual" ? 0 : amount
    }

    mutating func fail(_ code: String, _ decline: String? = nil) {
        status = "requires_payment_method"
        method = nil
        lastError = (code, decline)
    }

    var json: JSONValue {
        let error: JSONValue =
            lastError.map { error in
                [
                    "type": "card_error", "code": .string(error.code), "message": "Stripe's words",
                    "decline_code": error.decline.map { .string($0) } ?? .null,
                ]
            } ?? .null
        return [
            "id": .string(id), "object": "payment_intent", "status": .string(status), "amount": .integer(amount),
            "amount_received": .integer(received), "currency": .string(currency), "last_payment_error": error,
            "client_secret": .string(id + "_secret_x"), "payment_method": method.map { .string($0) } ?? .null,
            "customer": customer.map { .string($0) } ?? .null, "metadata": .object(metadata.mapValues { .string($0) }),
        ]
    }
}
