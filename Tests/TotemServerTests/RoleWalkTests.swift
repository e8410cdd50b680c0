import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Every route, as everybody")
struct RoleWalkTests {
    /// Somebody who asks.
    private struct Asker: Sendable {
        let name: String
        let client: TestClient
        /// Nil: a guest.
        let role: Role?
        let isUser: Bool

        /// Whether the declaration of a route lets them in.
        func may(_ operation: TotemAPI.Operation) -> Bool {
            if operation.needsSession, !isUser { return false }
            guard let needed = operation.role else { return true }
            // From most to least.
            return Role.allCases.prefix { $0 != needed }.contains { $0 == role } || role == needed
        }
    }

    @Test(
        "Who is too low gets 401 or 403 and changes nothing, who is high enough gets neither",
        .timeLimit(.minutes(15))
    )
    func walk() async throws {
        try await withServer { guest, kernel in
            // Whom and what the paths name: the first user, product, order and so on, that belong to none of the askers.
            _ = try await guest.customer("first@shop.example")
            let admin = try await guest.with(.admin, kernel)
            #expect(try await admin.post("/v1/products", .pot).status == 201)
            let askers = try await askers(guest, kernel)
            #expect(askers.count == 9)
            // Logging out comes last.
            let all = operations(of: kernel)
            let order =
                all.filter { $0.role != nil || !$0.needsSession } + all.filter { $0.role == nil && $0.needsSession }
            for operation in order {
                let before = try await rows(of: kernel)
                for asker in askers where !asker.may(operation) {
                    let answer = try await ask(operation, asker.client)
                    let status = asker.role == nil || operation.role == nil ? 401 : 403
                    #expect(answer.status == status, "\(operation) as \(asker.name): \(answer.json)")
                }
                #expect(try await rows(of: kernel) == before, "\(operation)")
                for asker in askers where asker.may(operation) {
                    let answer = try await ask(operation, asker.client)
                    // A wrong password is not a role too low.
                    guard operation.description != "POST /v1/sessions" else { continue }
                    #expect(![401, 403].contains(answer.status), "\(operation) as \(asker.name): \(answer.json)")
                    #expect(answer.status < 500, "\(operation) as \(asker.name): \(answer.json)")
                }
            }
        }
    }

    /// A guest, and each role as a user and as a key.
    private func askers(_ guest: TestClient, _ kernel: Kernel) async throws -> [Asker] {
        var askers = [Asker(name: "guest", client: guest, role: nil, isUser: false)]
        for role in Role.allCases {
            let email = "\(role.rawValue)@shop.example"
            let user = try await guest.customer(email)
            let id = try #require(try await user.get("/v1/me")["id"].integer)
            _ = try await kernel.write(as: .system) { tx, _ in
                try UserStore.setRoles([role], of: Identifier(id), in: tx)
            }
            askers.append(Asker(name: "user \(role)", client: user, role: role, isUser: true))
            let key = try await guest.with(role, kernel)
            askers.append(Asker(name: "key \(role)", client: key, role: role, isUser: false))
        }
        return askers
    }

    /// Sends what the declaration takes.
    private func ask(_ operation: TotemAPI.Operation, _ client: TestClient) async throws -> TestResponse {
        let body = operation.body.map { $0.example }
        return try await client.send(operation.method.rawValue, operation.pathWithIDs, body)
    }

    /// Every row of every table, as text.
    private func rows(of kernel: Kernel) async throws -> [String: [String]] {
        try await kernel.store.read { tx in
            let inspection = try tx.inspection()
            return try inspection.tables().reduce(into: [:]) { all, table in
                let columns = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
                all[table.name] = try inspection.toolRows("SELECT \(columns) FROM \"\(table.name)\"", []) { row in
                    table.columns.indices.map { text(row, $0) }.joined(separator: "|")
                }.sorted()
            }
        }
    }
}

private func text(_ row: any PreparedStatement, _ column: Int) -> String {
    switch row.kind(at: column) {
    case .null: "-"
    case .integer: String(row.integer(at: column))
    case .real: String(row.real(at: column))
    case .text, .blob: row.withBytes(at: column) { String(decoding: $0, as: UTF8.self) }
    }
}

extension Schema {
    /// The plainest value that is as the schema says, without what may be missing.
    var example: JSONValue { Self.example(of: json, self) }

    private static func example(of json: JSONValue, _ whole: Schema) -> JSONValue {
        if let name = json["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            return whole.named[name]?().example ?? .null
        }
        if let first = json["enum"]?.elements.first { return first }
        switch json["type"]?.text {
        case "string" where json["pattern"] == "^[A-Z]{3}$": return "USD"
        case "string":
            return json["format"] == "email" ? "a@shop.example" : json["format"] == "uri" ? "https://a.example/" : "a"
        case "integer": return json["minimum"] ?? 1
        case "boolean": return true
        case "array": return []
        case "object":
            guard case .object(let properties) = json["properties"] ?? .null else { return .object([:]) }
            let required = (json["required"]?.elements ?? []).compactMap(\.text)
            return .object(
                Dictionary(required.map { ($0, example(of: properties[$0] ?? .null, whole)) }) { one, _ in one }
            )
        default: return .object([:])
        }
    }
}
