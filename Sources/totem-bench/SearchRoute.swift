import TotemAPI
import TotemKernel
import TotemNode

/// The list of products as buyers ask for it, without the network.
struct SearchRoute: Sendable {
    private struct Question: RequestSource {
        let target: String
        let method = "GET"
        let place = ""

        func header(_ header: Header) -> String? { nil }
        func header(named name: String) -> String? { nil }
        func pathParameter(_ name: String) -> Substring? { nil }
        var restOfPath: [Substring] { [] }
    }

    private static let path = "/v1/products"
    private let api: API
    private let route: Route

    init(_ node: Node) throws {
        api = API(
            kernel: node.kernel,
            plugins: node.plugins,
            passwords: PasswordHasher(),
            readinessPatience: .seconds(1)
        )
        let found = Routes.ofShop().all.first { $0.operation.path == Self.path && $0.operation.method == .get }
        guard let found else { throw BenchmarkError("there is no list of products") }
        route = found
    }

    func find(_ words: [String]) async throws {
        let question = Question(target: "\(Self.path)?q=\(words.joined(separator: "+"))")
        let answer = try await route.handler(APIRequest(question, of: api, by: .guest, token: nil))
        guard answer.status == 200 else { throw BenchmarkError("a search answers \(answer.status)") }
    }
}
