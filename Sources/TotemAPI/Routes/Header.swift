/// The headers that mean something to the routes and their answers. Those of one transport alone, such as what keeps a
/// connection open, are that transport's.
package enum Header: String, CaseIterable, Sendable {
    case accept = "Accept"
    case acceptLanguage = "Accept-Language"
    case allow = "Allow"
    case cacheControl = "Cache-Control"
    case connection = "Connection"
    case contentDisposition = "Content-Disposition"
    case contentSecurityPolicy = "Content-Security-Policy"
    case contentEncoding = "Content-Encoding"
    case contentType = "Content-Type"
    case eTag = "ETag"
    case idempotencyKey = "Idempotency-Key"
    case idempotentReplayed = "Idempotent-Replayed"
    case ifMatch = "If-Match"
    case ifNoneMatch = "If-None-Match"
    case location = "Location"
    case retryAfter = "Retry-After"
    case vary = "Vary"
    case wwwAuthenticate = "WWW-Authenticate"
    case xContentTypeOptions = "X-Content-Type-Options"
}
