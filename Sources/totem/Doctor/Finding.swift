import TotemKernel
import TotemStore

/// What the doctor has found: a line for people, with the mend.
struct Finding {
    /// What it is about: machine, store, permissions, plugins, settings, daemon.
    let area: String
    let grade: StoreFinding.Grade
    let text: String
    let mend: String?

    init(_ area: String, _ grade: StoreFinding.Grade, _ text: String, mend: String? = nil) {
        self.area = area
        self.grade = grade
        // One line each, whatever a plugin or an engine has to say.
        self.text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        self.mend = mend
    }

    init(_ area: String, _ finding: StoreFinding) {
        self.init(area, finding.grade, finding.text, mend: finding.mend)
    }

    /// A check that failed itself.
    init(_ area: String, _ error: any Error, mend: String? = nil) {
        self.init(area, .problem, Failure.message(of: error), mend: mend)
    }

    var line: String {
        let head = grade.rawValue + String(repeating: " ", count: 9 - grade.rawValue.count)
        return "\(head)\(area): \(text)\(mend.map { "; \($0)" } ?? "")"
    }

    var json: JSONValue {
        .object([
            "area": .string(area), "grade": .string(grade.rawValue), "finding": .string(text),
            "mend": mend.map(JSONValue.string) ?? .null,
        ])
    }
}
