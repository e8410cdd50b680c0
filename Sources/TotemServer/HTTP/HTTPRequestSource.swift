import HTTPTypes
import Hummingbird
import TotemAPI

/// A request that came over HTTP, as the routes ask for its parts.
struct HTTPRequestSource: RequestSource {
    private let request: Request
    private let parameters: Parameters
    /// The address of the one who connected.
    private let peer: String?
    private let proxies: TrustedProxies

    init(_ request: Request, _ context: ServerContext, behind proxies: TrustedProxies) {
        self.request = request
        parameters = context.parameters
        peer = context.peer
        self.proxies = proxies
    }

    var method: String { request.method.rawValue }
    var target: String { request.uri.string }

    /// An IPv4 address, or a network of IPv6.
    var place: String {
        guard let peer = peer.flatMap({ NetworkAddress($0) }) else { return "" }
        return proxies.client(behind: peer, request.headers).place
    }

    func header(_ header: Header) -> String? { request.headers[header.fieldName] }
    func header(named name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
    func pathParameter(_ name: String) -> Substring? { parameters[name[...]] }
    var restOfPath: [Substring] { parameters.getCatchAll() }
}
