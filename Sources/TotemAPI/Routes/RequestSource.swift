/// What a transport knows of one request that it brings.
package protocol RequestSource: Sendable {
    /// `GET`
    var method: String { get }
    /// Path and query as they came.
    var target: String { get }
    /// Where it comes from, as throttles tell places apart; empty when that is not known.
    var place: String { get }
    func header(_ header: Header) -> String?
    func header(named name: String) -> String?
    /// A part of the path that the route names in braces, as it came.
    func pathParameter(_ name: String) -> Substring?
    /// The segments that a `**` at the end of the route's path matched, as they came.
    var restOfPath: [Substring] { get }
}
