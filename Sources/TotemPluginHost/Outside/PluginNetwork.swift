private import AsyncHTTPClient
private import FoundationEssentials
private import NIOCore
private import NIOHTTP1
internal import TotemKernel

/// What plugins reach of the network: the hosts of their manifests, at public addresses, over TLS.
///
/// A name is looked up here, and the connection goes to an address that was looked at: a name that stands for another one a
/// moment later leads nowhere else.
public struct PluginNetwork: Sendable {
    static let largestAnswer = 4 << 20
    private static let largestRedirects = 5

    /// Whether private addresses are reached, and hosts without TLS.
    private let isOpen: Bool
    private let lookUp: @Sendable (String) -> [String]

    /// - Parameters:
    ///   - reachesPrivateNetworks: whether plugins also reach private addresses, and over plain http.
    ///   - lookUp: the addresses of a host; nil: as the system knows them.
    public init(reachesPrivateNetworks: Bool = false, lookUp: (@Sendable (String) -> [String])? = nil) {
        isOpen = reachesPrivateNetworks
        self.lookUp = lookUp ?? { NetworkNames.addresses(of: $0) }
    }

    /// Sends a request and waits for the answer, on a thread on which that may be.
    func send(_ request: NetworkRequest, to allowed: Set<String>) throws -> NetworkAnswer {
        let end = NIODeadline.now() + .milliseconds(request.timeout)
        var request = request
        for _ in 0...Self.largestRedirects {
            let (host, address) = try target(of: request.url, among: allowed)
            let answer = try OutsideThreads.wait { [request] in
                try await exchange(request, host, address, until: end)
            }
            guard let next = request.redirected(by: answer) else { return answer }
            request = next
        }
        throw NetworkRefusal(.limit, "\(request.url) was redirected more than \(Self.largestRedirects) times")
    }

    /// The host of a URL as the URL writes it, and the address that it stands for.
    private func target(of url: String, among allowed: Set<String>) throws -> (host: String, address: String) {
        guard let address = HTTPAddress(url), !address.hasCredentials, let host = address.host,
            let written = URL(string: url)?.host()
        else {
            throw NetworkRefusal(.invalid, "'\(url)' is no absolute https URL without a user name")
        }
        guard case .name(let name) = host, allowed.contains(name) else {
            let names = allowed.sorted().joined(separator: ", ")
            throw NetworkRefusal(
                .denied,
                "the host of \(url) is not among permissions.network of plugin.json, which names: \(names)"
            )
        }
        guard isOpen || url.lowercased().hasPrefix("https:") else {
            throw NetworkRefusal(.denied, "\(url) is not reached over plain http; write https")
        }
        let found = lookUp(name)
        guard !found.isEmpty else { throw NetworkRefusal(.unreachable, "there is no host \(name)") }
        guard let chosen = found.first(where: { isOpen || NetworkNames.isPublic($0) }) else {
            throw NetworkRefusal(.denied, "\(name) stands for the private address \(found[0]), which no plugin reaches")
        }
        return (written, chosen)
    }

    private func exchange(
        _ request: NetworkRequest,
        _ host: String,
        _ address: String,
        until end: NIODeadline
    ) async throws -> NetworkAnswer {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.dnsOverride = [host: address]
        configuration.httpVersion = .http1Only
        let client = HTTPClient(configuration: configuration)
        do {
            let answer = try await exchange(request, with: client, until: end)
            try? await client.shutdown()
            return answer
        } catch {
            try? await client.shutdown()
            throw Self.refusal(error, of: request)
        }
    }

    private func exchange(
        _ request: NetworkRequest,
        with client: HTTPClient,
        until end: NIODeadline
    ) async throws -> NetworkAnswer {
        var sent = HTTPClientRequest(url: request.url)
        sent.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { sent.headers.add(name: name, value: value) }
        if let body = request.body { sent.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(sent, deadline: end)
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        return NetworkAnswer(
            status: Int32(response.status.code),
            headers: response.headers.map { (name: $0.name, value: $0.value) },
            body: Array(body.readableBytesView)
        )
    }

    private static func refusal(_ error: any Error, of request: NetworkRequest) -> NetworkRefusal {
        switch error {
        case is NIOTooManyBytesError:
            return NetworkRefusal(.limit, "the answer of \(request.url) is longer than \(largestAnswer >> 20) MiB")
        case let error as HTTPClientError
        where [.deadlineExceeded, .readTimeout, .connectTimeout, .requestStreamCancelled].contains(error):
            return NetworkRefusal(.limit, "\(request.url) did not answer within \(request.timeout) ms")
        default:
            return NetworkRefusal(.unreachable, "\(request.url) can't be reached: \(error)")
        }
    }
}

/// Why a request was not sent, or not answered.
struct NetworkRefusal: Error {
    enum Kind {
        case invalid
        case denied
        case limit
        case unreachable
    }

    let kind: Kind
    let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
