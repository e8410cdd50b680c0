import Foundation
import TotemKernel
import TotemTesting

/// What ``FakeStripe`` does with a request, and what it says.
extension FakeStripe.Books {
    mutating func answer(_ heard: FakeStripe.Heard) -> FakeAnswer {
        switch heard.step {
        case "create": create(heard)
        case "customer":
            made("customer") { books, id in
                books.customers.insert(id)
                return ["id": .string(id), "object": "customer"]
            }
        case "forget": forget(heard.id)
        case "refund": refund(heard)
        case "refunds": listed(refunds.filter { $0.intent == heard.fields["payment_intent"] }.map(\.json))
        case "methods": list(heard.fields["customer"] ?? "")
        case "method": owners[heard.id].map { FakeAnswer(200, Self.card(heard.id, $0)) } ?? .missing("payment_method")
        case "detach":
            owners.removeValue(forKey: heard.id) == nil
                ? .missing("payment_method") : FakeAnswer(200, Self.card(heard.id, nil))
        default: change(heard)
        }
    }

    private mutating func create(_ heard: FakeStripe.Heard) -> FakeAnswer {
        let fields = heard.fields
        guard let amount = fields["amount"].flatMap({ Int64($0) }), let currency = fields["currency"] else {
            return .refused(400, "parameter_missing")
        }
        if let customer = fields["customer"], !customers.contains(customer) { return .missing("customer") }
        if let method = fields["payment_method"], method == "pm_missing" { return .missing("payment_method") }
        if let owner = fields["payment_method"].flatMap({ owners[$0] }), owner != fields["customer"] {
            return .refused(400, "payment_method_customer_mismatch")
        }
        if amount < 10 { return .refused(400, "amount_too_small") }
        return made("pi") { books, id in
            let metadata = fields.filter { $0.key.hasPrefix("metadata[") }
                .map { (String($0.key.dropFirst(9).dropLast()), $0.value) }
            let intent = FakeStripe.Intent(
                id: id,
                amount: amount,
                currency: currency,
                captureMethod: fields["capture_method"] ?? "automatic",
                metadata: Dictionary(uniqueKeysWithValues: metadata),
                customer: fields["customer"],
                saves: fields["setup_future_usage"] != nil,
                method: fields["payment_method"],
                status: fields["payment_method"] == nil ? "requires_payment_method" : "requires_confirmation"
            )
            books.intents[id] = intent
            return intent.json
        }
    }

    private mutating func change(_ heard: FakeStripe.Heard) -> FakeAnswer {
        guard var intent = intents[heard.id] else { return .missing("intent") }
        let isOpen = ["requires_payment_method", "requires_confirmation", "requires_action"].contains(intent.status)
        switch heard.step {
        case "retrieve": break
        case "update":
            guard isOpen else { return .unexpectedState }
            intent.method = heard.fields["payment_method"]
            intent.status = "requires_confirmation"
        case "confirm":
            guard intent.status == "requires_confirmation" else { return .unexpectedState }
            if let refusal = confirm(&intent) {
                intents[intent.id] = intent
                return refusal
            }
        case "cancel":
            guard isOpen || intent.status == "requires_capture" else { return .unexpectedState }
            intent.status = "canceled"
        case "capture":
            guard intent.status == "requires_capture" else { return .unexpectedState }
            let amount = heard.fields["amount_to_capture"].flatMap { Int64($0) } ?? intent.amount
            guard amount <= intent.amount else { return .refused(400, "amount_too_large") }
            intent.received = amount
            intent.status = "succeeded"
        default: return .refused(404, "unknown_path")
        }
        intents[intent.id] = intent
        return FakeAnswer(200, intent.json)
    }

    private mutating func confirm(_ intent: inout FakeStripe.Intent) -> FakeAnswer? {
        let method = intent.method ?? ""
        if method.hasPrefix("pm_decline_") {
            let decline = String(method.dropFirst("pm_decline_".count))
            intent.fail("card_declined", decline)
            return FakeAnswer(
                402,
                [
                    "error": [
                        "type": "card_error", "code": "card_declined", "decline_code": .string(decline),
                        "message": "Stripe's words",
                    ]
                ]
            )
        }
        if method == "pm_secure" {
            intent.status = "requires_action"
            return nil
        }
        if method == "pm_slow" {
            intent.status = "processing"
            return nil
        }
        if intent.saves, let customer = intent.customer { owners[method] = customer }
        intent.succeed()
        return nil
    }

    private mutating func refund(_ heard: FakeStripe.Heard) -> FakeAnswer {
        guard let id = heard.fields["payment_intent"], var intent = intents[id],
            let amount = heard.fields["amount"].flatMap({ Int64($0) })
        else { return .missing("payment_intent") }
        guard intent.status == "succeeded" else { return .unexpectedState }
        guard intent.refunded + amount <= intent.received else { return .refused(400, "charge_already_refunded") }
        intent.refunded += amount
        intents[id] = intent
        let operation = heard.fields["metadata[operation]"] ?? ""
        return made("re") { books, refund in
            let refund = FakeStripe.Refund(id: refund, intent: id, amount: amount, operation: operation)
            books.refunds.append(refund)
            return refund.json
        }
    }

    private func list(_ customer: String) -> FakeAnswer {
        guard customers.contains(customer) else { return .missing("customer") }
        return listed(owners.filter { $0.value == customer }.keys.sorted().map { Self.card($0, customer) })
    }

    private func listed(_ elements: [JSONValue]) -> FakeAnswer {
        FakeAnswer(200, ["object": "list", "data": .array(elements), "has_more": false])
    }

    private mutating func forget(_ customer: String) -> FakeAnswer {
        guard customers.remove(customer) != nil else { return .missing("id") }
        owners = owners.filter { $0.value != customer }
        return FakeAnswer(200, ["id": .string(customer), "deleted": true])
    }

    private static func card(_ id: String, _ customer: String?) -> JSONValue {
        [
            "id": .string(id), "object": "payment_method", "customer": customer.map { .string($0) } ?? .null,
            "card": ["brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030],
        ]
    }

    private mutating func made(
        _ kind: String,
        _ make: (inout FakeStripe.Books, String) -> JSONValue
    ) -> FakeAnswer {
        let id = id(of: kind)
        return FakeAnswer(200, make(&self, id))
    }
}

extension FakeStripe.Refund {
    var json: JSONValue {
        [
            "id": .string(id), "object": "refund", "status": .string(status), "payment_intent": .string(intent),
            "amount": .integer(amount), "metadata": ["operation": .string(operation)], "failure_reason": nil,
        ]
    }
}

struct FakeAnswer: Sendable {
    private let status: Int
    private let body: JSONValue
    private let headers: [String: String]

    init(_ status: Int, _ body: JSONValue, _ headers: [String: String] = [:]) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    static let unexpectedState = refused(400, "payment_intent_unexpected_state")

    static func missing(_ param: String) -> FakeAnswer {
        let error: JSONValue = [
            "type": "invalid_request_error", "code": "resource_missing", "param": .string(param), "message": "No such",
        ]
        return FakeAnswer(404, ["error": error])
    }

    static func refused(_ status: Int, _ code: String) -> FakeAnswer {
        FakeAnswer(
            status,
            ["error": ["type": "invalid_request_error", "code": .string(code), "message": "Stripe's words"]]
        )
    }

    func with(_ member: String, _ value: JSONValue) -> FakeAnswer {
        guard case .object(var members) = body else { return self }
        members[member] = value
        return FakeAnswer(status, .object(members), headers)
    }

    var text: String {
        let json = body.text()
        let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
        return "HTTP/1.1 \(status) X\r\n\(lines)Content-Length: \(json.utf8.count)\r\nConnection: close\r\n\r\n\(json)"
    }
}

extension FakeStripe.Heard {
    /// Nil when it is no request.
    init?(_ request: String) {
        guard let end = request.range(of: "\r\n\r\n") else { return nil }
        let lines = request[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1)
        let body = String(request[end.upperBound...])
        let named = lines.dropFirst().compactMap { line -> (String, String)? in
            line.firstRange(of: ": ").map { (line[..<$0.lowerBound].lowercased(), String(line[$0.upperBound...])) }
        }
        self.init(
            step: Self.step(String(words[0]), target[0].split(separator: "/").map(String.init)),
            path: String(target[0]),
            headers: Dictionary(named) { first, _ in first },
            fields: Self.fields(target.count > 1 ? String(target[1]) : body)
        )
    }

    /// The thing that the path names.
    var id: String { path.split(separator: "/").dropFirst(2).first.map(String.init) ?? "" }

    private static func step(_ method: String, _ path: [String]) -> String {
        switch (method, path.dropFirst().first, path.count) {
        case ("POST", "payment_intents", 2): "create"
        case ("GET", "payment_intents", 3): "retrieve"
        case ("POST", "payment_intents", 3): "update"
        case ("POST", "payment_intents", 4): path[3]
        case ("POST", "refunds", 2): "refund"
        case ("GET", "refunds", 2): "refunds"
        case ("POST", "customers", 2): "customer"
        case ("DELETE", "customers", 3): "forget"
        case ("GET", "payment_methods", 2): "methods"
        case ("GET", "payment_methods", 3): "method"
        case ("POST", "payment_methods", 4): path[3]
        default: "unknown"
        }
    }

    private static func fields(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        return Dictionary(pairs) { _, last in last }
    }
}
