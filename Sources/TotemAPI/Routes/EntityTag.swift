import Crypto
package import TotemKernel

/// A strong entity tag (RFC 9110 §8.8.3): `"<id>.<version>-<digest>"`. It names the thing, its version, and the bytes of
/// the answer. So an edit can be held against the thing and its version alone, and yet an answer that differs in anything
/// else (stock, the name of a category, what staff see and guests don't) has another tag.
package struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// What an answer is a state of.
    package struct Subject: Sendable, Hashable {
        package let id: String
        /// Raised by what an edit must not overwrite unseen.
        package let version: Int64

        /// - Parameter id: visible ASCII without quotes.
        package init(_ id: String, version: Int64) {
            self.id = id
            self.version = version
        }
    }

    package let subject: Subject
    /// In hexadecimal.
    package let digest: String

    /// - Parameter body: of the answer.
    package init(of subject: Subject, body: [UInt8]) {
        self.subject = subject
        var digest = ""
        digest.reserveCapacity(16)
        for byte in SHA256.hash(data: body).prefix(8) {
            digest.unicodeScalars.append(Self.digit(byte >> 4))
            digest.unicodeScalars.append(Self.digit(byte & 15))
        }
        self.digest = digest
    }

    /// - Parameter text: with its quotes, and perhaps marked as weak by a proxy that packed the body.
    /// - Returns: nil for what is no tag of this server's.
    init?(_ text: Substring) {
        let strong = text.hasPrefix("W/") ? text.dropFirst(2) : text
        guard strong.count > 2, strong.first == "\"", strong.last == "\"" else { return nil }
        let inner = strong.dropFirst().dropLast()
        guard let dash = inner.lastIndex(of: "-"), let dot = inner[..<dash].lastIndex(of: "."),
            let version = Int64(inner[inner.index(after: dot)..<dash])
        else { return nil }
        subject = Subject(String(inner[..<dot]), version: version)
        digest = String(inner[inner.index(after: dash)...])
    }

    /// As the header has it, with its quotes.
    package var description: String { "\"\(subject.id).\(subject.version)-\(digest)\"" }

    private static func digit(_ value: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(value < 10 ? 0x30 + value : UInt8(ascii: "a") + value - 10)
    }
}

extension APIRequest {
    /// The tags of `If-Match`; nil when the header is missing or `*`. A tag that is not this server's matches nothing.
    /// - Throws: ``KernelError`` naming the header when it holds no tags.
    package func expectedTags() throws(KernelError) -> [EntityTag]? {
        guard let header = header(.ifMatch) else { return nil }
        let texts = header.split(separator: ",").map { $0.trimming { $0 == " " || $0 == "\t" } }
        guard texts != ["*"] else { return nil }
        guard !texts.isEmpty, texts.allSatisfy(Self.isTag) else {
            throw .invalid("If-Match", "must be the ETag of an earlier answer, with its quotes")
        }
        return texts.compactMap { EntityTag($0) }
    }

    /// The versions of the thing that `If-Match` allows; nil when it allows any. Digests are not compared: an edit loses a
    /// race against another edit, not against a sale.
    /// - Throws: ``KernelError`` naming the header when it holds no tags.
    package func expectedVersions(of id: String) throws(KernelError) -> Set<Int64>? {
        try expectedTags().map { tags in Set(tags.filter { $0.subject.id == id }.map(\.subject.version)) }
    }

    /// A 304 without a body when the client has this answer already (`If-None-Match`), else the answer.
    package func unlessKnown(_ answer: Answer) -> Answer { answer.unless(knownAs: header(.ifNoneMatch)) }

    private static func isTag(_ text: Substring) -> Bool {
        let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text
        return opaque.count >= 2 && opaque.first == "\"" && opaque.last == "\""
    }
}

extension Answer {
    /// A 304 in its place when one of `tags`, the value of an `If-None-Match`, is its own.
    package func unless(knownAs tags: String?) -> Answer {
        guard let tags else { return self }
        let answer = encoded()
        guard let tag = answer.header(.eTag) else { return answer }
        let isKnown = tags == "*" || tags.split(separator: ",").contains { Self.weakly($0) == tag }
        return isKnown ? answer.notModified() : answer
    }

    /// Weak comparison (RFC 9110 §8.8.3.2): a proxy may have marked the tag as weak.
    private static func weakly(_ tag: Substring) -> Substring {
        let trimmed = tag.trimming { $0 == " " || $0 == "\t" }
        return trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
    }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
