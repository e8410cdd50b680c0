import TotemPluginKit

/// For whom a card is, as its buyer says in the line's properties.
struct Recipient {
    var recipientName: String?
    var recipientEmail: String?
    var message: String?

    private static let longestName = 200
    private static let longestEmail = 254
    private static let longestMessage = 1000

    /// - Parameter properties: of a line, JSON; others have members in it, too.
    /// - Throws: ``Veto`` about `field`, when a member is of another type, too long or no e-mail.
    static func read(_ properties: String?, field: String) throws -> Recipient {
        guard let properties else { return Recipient() }
        guard var recipient = try? Recipient(try JSONValue(text: properties)) else {
            throw Veto.field(field, "has texts as recipient_name, recipient_email and message, or none")
        }
        if let objection = recipient.objection { throw Veto.field(field, objection) }
        recipient.recipientEmail = recipient.recipientEmail?.lowercased()
        return recipient
    }

    /// The same of a line that is sold already: what is not right is left out.
    static func kept(_ properties: String?) -> Recipient { (try? read(properties, field: "")) ?? Recipient() }

    private init(_ properties: JSONValue) throws(JSONError) {
        recipientName = try properties.optionalText("recipient_name")
        recipientEmail = try properties.optionalText("recipient_email")
        message = try properties.optionalText("message")
    }

    init(recipientName: String? = nil, recipientEmail: String? = nil, message: String? = nil) {
        self.recipientName = recipientName
        self.recipientEmail = recipientEmail
        self.message = message
    }

    /// What is wrong with it; nil when nothing is.
    var objection: String? {
        if let recipientName, recipientName.unicodeScalars.count > Self.longestName {
            return "has a recipient_name of more than \(Self.longestName) characters"
        }
        if let message, message.unicodeScalars.count > Self.longestMessage {
            return "has a message of more than \(Self.longestMessage) characters"
        }
        guard let recipientEmail else { return nil }
        let parts = recipientEmail.split(separator: "@", omittingEmptySubsequences: false)
        let isRight =
            parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && recipientEmail.utf8.count <= Self.longestEmail
            && !recipientEmail.contains(where: \.isWhitespace)
        return isRight ? nil : "has a recipient_email that is none"
    }
}
