private import Glibc
import TotemPluginKit

/// Stripe's API, for one call: form-encoded requests, JSON answers, and a key that tells a repeat.
struct StripeClient {
    /// The shape of what Stripe answers, whatever the account's own is: https://docs.stripe.com/api/versioning
    private static let version = "2024-06-20"
    private static let timeoutMilliseconds: UInt32 = 10_000
    private static let mostAttempts = 3
    private static let longestPauseSeconds: UInt32 = 5

    private let call: Call
    private let base: String
    private let secretKey: String

    /// Nil when the shop's owner has not given a key.
    init?(_ call: Call) {
        guard let key = Settings.secretKey(call) else { return nil }
        self.call = call
        secretKey = key
        base = Settings.apiBase(call)
    }

    func get<Answer: StripeAnswer>(_ path: String, _ query: [(String, String)] = []) throws -> Answer {
        try send("GET", query.isEmpty ? path : "\(path)?\(Form.encode(query))", nil, key: nil)
    }

    /// - Parameter key: who sends a request again with the same one gets the same answer, and nothing is done twice.
    func post<Answer: StripeAnswer>(_ path: String, _ fields: [(String, String)] = [], key: String?) throws -> Answer {
        try send("POST", path, Form.encode(fields), key: key)
    }

    func delete<Answer: StripeAnswer>(_ path: String) throws -> Answer {
        try send("DELETE", path, nil, key: nil)
    }

    /// - Throws: ``StripeRefusal`` when Stripe has decided not to do it; ``Unclear`` or a `HostError` when nobody knows.
    private func send<Answer: StripeAnswer>(
        _ method: String,
        _ path: String,
        _ body: String?,
        key: String?
    ) throws -> Answer {
        var headers = [(name: "Authorization", value: "Bearer \(secretKey)"), ("Stripe-Version", Self.version)]
        if body != nil { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
        if let key { headers.append(("Idempotency-Key", key)) }
        let request = HTTPRequest(
            method,
            base + path,
            headers: headers,
            body: body,
            timeoutMilliseconds: Self.timeoutMilliseconds
        )
        var attempt: UInt32 = 1
        while true {
            let response = try call.send(request)
            if (200..<300).contains(response.status) {
                guard let answer = Answer(json: response.body) else {
                    throw Unclear("\(method) \(path) was answered with what is no \(Answer.self)")
                }
                return answer
            }
            guard attempt < Self.mostAttempts, response.asksForRepeat else {
                throw refusal(response, "\(method) \(path)")
            }
            usleep(pause(after: response, attempt) * 1000)
            attempt += 1
        }
    }

    /// What comes of an answer that is no success.
    private func refusal(_ response: HTTPResponse, _ what: String) -> any Error {
        guard (400..<500).contains(response.status), !response.isUndecided,
            let problem = StripeErrorBody(json: response.body)?.error
        else {
            return Unclear("\(what) was answered with \(response.status)")
        }
        return StripeRefusal(status: response.status, problem: problem)
    }

    /// Milliseconds.
    private func pause(after response: HTTPResponse, _ attempt: UInt32) -> UInt32 {
        guard let seconds = response["retry-after"].flatMap({ UInt32($0) }) else { return attempt * 250 }
        return min(seconds, Self.longestPauseSeconds) * 1000
    }
}

extension HTTPResponse {
    subscript(name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    /// Whether nobody knows yet what becomes of the request: there are too many at once (429), another one has the same key or
    /// is at the same object (409), or Stripe has trouble of its own.
    fileprivate var isUndecided: Bool { status == 409 || status == 429 || status >= 500 }

    /// Whether it is worth sending it again a moment later. Stripe says so itself where it knows better.
    fileprivate var asksForRepeat: Bool {
        switch self["stripe-should-retry"] {
        case "true": true
        case "false": false
        default: isUndecided
        }
    }
}

/// Stripe has decided not to do something.
struct StripeRefusal: Error {
    let status: Int32
    let problem: StripeProblem

    /// Whether it is the card that was refused, and not the request.
    var isOfCard: Bool { status == 402 }

    /// Whether it is the shop's account that may not do it, whoever pays.
    var isOfShop: Bool { status == 401 || status == 403 }

    /// What staff read, who know what Stripe is.
    var forStaff: String {
        problem.code.flatMap(Declines.words(forCode:)) ?? "Stripe refused it: \(problem.message ?? "without a reason")"
    }

    /// For the log: never with what the buyer has given.
    var description: String {
        let code = [problem.code, problem.declineCode].compactMap { $0 }.joined(separator: "/")
        return "Stripe refused with \(status) \(code): \(problem.message ?? "without a reason")"
    }
}

/// Nobody knows what became of it: the shop is told nothing, and asks again.
struct Unclear: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// `application/x-www-form-urlencoded`
enum Form {
    static func encode(_ fields: [(String, String)]) -> String {
        fields.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: encoded.append(byte)
            default: encoded += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
