internal import CTotem

/// A request to another host, one that the manifest names under `permissions.network`.
public struct HTTPRequest {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: String?
    /// For all of it; nil: 10,000, at most 60,000.
    public var timeoutMilliseconds: UInt32?

    public init(
        _ method: String = "GET",
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: String? = nil,
        timeoutMilliseconds: UInt32? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// What the other side has answered, whatever its status.
public struct HTTPResponse {
    public let status: Int32
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
}

extension Call {
    /// Sends a request and waits for the answer. Only outside of transactions: in jobs and outside routes.
    /// - Throws: ``HostError`` when the host is not granted, can't be reached, or takes too long.
    public func send(_ request: HTTPRequest) throws -> HTTPResponse {
        let texts = BorrowedTexts()
        var raw = totem_http_request()
        raw.size = UInt32(MemoryLayout<totem_http_request>.size)
        raw.timeout = request.timeoutMilliseconds ?? 0
        raw.method = texts.put(request.method)
        raw.url = texts.put(request.url)
        raw.body = request.body.map { texts.put($0) } ?? totem_str(ptr: nil, len: 0)
        let headers = texts.putAll(request.headers)
        raw.headers = UnsafePointer(headers)
        raw.header_count = request.headers.count
        var response = totem_http_response()
        response.size = UInt32(MemoryLayout<totem_http_response>.size)
        try HostError.check(totem_http(self.raw, &raw, &response))
        let answered = (0..<response.header_count).compactMap { index in
            response.headers[index].map { (name: String($0.pointee.name), value: String($0.pointee.value)) }
        }
        let body = UnsafeRawBufferPointer(start: response.body.ptr, count: response.body.len)
        return HTTPResponse(status: response.status, headers: answered, body: Array(body))
    }
}

/// Texts that are lent to the host for one call.
private final class BorrowedTexts {
    private var texts: [UnsafeMutableBufferPointer<CChar>] = []
    private var headers: [UnsafeMutablePointer<totem_header>] = []
    private var lists: [UnsafeMutablePointer<UnsafePointer<totem_header>?>] = []

    deinit {
        for text in texts { text.deallocate() }
        for header in headers { header.deallocate() }
        for list in lists { list.deallocate() }
    }

    func put(_ string: String) -> totem_str {
        let bytes = Array(string.utf8)
        let place = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(1, bytes.count))
        for (index, byte) in bytes.enumerated() { place[index] = CChar(bitPattern: byte) }
        texts.append(place)
        return totem_str(ptr: place.baseAddress, len: bytes.count)
    }

    func putAll(_ named: [(name: String, value: String)]) -> UnsafeMutablePointer<UnsafePointer<totem_header>?> {
        let list = UnsafeMutablePointer<UnsafePointer<totem_header>?>.allocate(capacity: max(1, named.count))
        lists.append(list)
        for (index, entry) in named.enumerated() {
            let header = UnsafeMutablePointer<totem_header>.allocate(capacity: 1)
            headers.append(header)
            header.initialize(
                to: totem_header(
                    size: UInt32(MemoryLayout<totem_header>.size),
                    reserved: 0,
                    name: put(entry.name),
                    value: put(entry.value)
                )
            )
            (list + index).initialize(to: UnsafePointer(header))
        }
        return list
    }
}
