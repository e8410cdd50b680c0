import HTTPTypes
import Hummingbird
import TotemAPI

extension Answer {
    func response() -> Response {
        // With the tag that is made of the bytes.
        let written = encoded()
        var headers = HTTPFields()
        for field in written.headers { headers.append(HTTPField(name: field.header.fieldName, value: field.value)) }
        let status = HTTPResponse.Status(code: status)
        guard case .bytes(let bytes) = written.body else { return Response(status: status, headers: headers) }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

extension Header {
    /// Looked up, for a name that is made anew is checked byte by byte.
    var fieldName: HTTPField.Name {
        switch self {
        case .accept: .accept
        case .acceptLanguage: .acceptLanguage
        case .allow: .allow
        case .cacheControl: .cacheControl
        case .connection: .connection
        case .contentDisposition: .contentDisposition
        case .contentSecurityPolicy: .contentSecurityPolicy
        case .contentEncoding: .contentEncoding
        case .contentType: .contentType
        case .eTag: .eTag
        case .idempotencyKey: .idempotencyKey
        case .idempotentReplayed: .idempotentReplayed
        case .ifMatch: .ifMatch
        case .ifNoneMatch: .ifNoneMatch
        case .location: .location
        case .retryAfter: .retryAfter
        case .vary: .vary
        case .wwwAuthenticate: .wwwAuthenticate
        case .xContentTypeOptions: .xContentTypeOptions
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotentReplayed = known("Idempotent-Replayed")

    static func known(_ name: String) -> Self {
        guard let field = Self(name) else { preconditionFailure("\(name) is no header name") }
        return field
    }
}
