import TotemImport
import TotemKernel
import TotemProgram

/// Says what became of imported files: for people file by file, for programs as one array in the end.
final class ReportList {
    /// How an import ended.
    enum End: String {
        case imported
        /// Nothing was written, because of problems.
        case refused
        /// A part was written.
        case stopped
    }

    private let isJSON: Bool
    private var reports: [JSONValue] = []

    init(isJSON: Bool) { self.isJSON = isJSON }

    func add(_ report: ImportReport, as end: End = .imported) {
        guard isJSON else { return show(report, end) }
        reports.append(json(report, end))
    }

    /// A file that could not be read as a whole.
    func add(_ problem: ImportProblem) {
        guard isJSON else { return }
        reports.append(
            .object([
                "file": .string(problem.file), "result": .string(End.refused.rawValue), "problem_count": .integer(1),
                "problems": .array([json(problem)]),
            ])
        )
    }

    func finish() {
        guard isJSON else { return }
        Output.line(JSONValue.array(reports).indentedText())
    }

    // MARK: For people

    private static let shownProblems = 20

    private func show(_ report: ImportReport, _ end: End) {
        // What the error says of a refused file is not said twice.
        guard end != .refused else { return }
        if let warning = report.warning { say("\(report.file): \(warning)") }
        let title = "\(report.file) (\(report.format.rawValue))\(report.isDryRun ? ", dry run" : "")"
        say(
            "\(title): \(report.created) products created, \(report.updated) updated, \(report.unchanged) unchanged, "
                + "\(report.skipped) skipped; \(report.rows) rows"
        )
        if report.resumedAfter > 0 {
            let verb = report.isDryRun ? "Would go on" : "Gone on"
            say("\(verb) after product \(report.resumedAfter), where an import of this file was stopped.")
        }
        if !report.renames.isEmpty {
            say("SKUs and slugs that something else has already, and what they are here:")
        }
        for rename in report.renames.prefix(Self.shownProblems) {
            say("  line \(rename.line), column '\(rename.column)': '\(rename.from)' is '\(rename.to)'")
        }
        showRest(of: report.renames.count)
        if !report.losses.isEmpty { say("Not kept as it is in the file:") }
        for loss in report.losses {
            let rows =
                loss.rows == 1 ? "1 row, line \(loss.firstLine)" : "\(loss.rows) rows, first line \(loss.firstLine)"
            say("  \(loss.what): \(loss.why) (\(rows))")
        }
        if !report.problems.isEmpty { say("Left out:") }
        for problem in report.problems.prefix(Self.shownProblems) { say("  \(problem)") }
        showRest(of: report.problemCount)
    }

    private func showRest(of count: Int) {
        if count > Self.shownProblems {
            say("  and \(count - Self.shownProblems) more (all of them with --json)")
        }
    }

    /// A line in which a file has a part: it is shown as text, whatever a terminal would make of it.
    private func say(_ text: String) { Output.line(text.escaped) }

    /// The first problems, each on a line of its own.
    static func text(_ report: ImportReport) -> String {
        let lines = report.problems.prefix(shownProblems).map(\.description).joined(separator: "\n")
        guard report.problemCount > shownProblems else { return lines }
        return lines + "\nand \(report.problemCount - shownProblems) more problems"
    }

    // MARK: For programs

    private func json(_ report: ImportReport, _ end: End) -> JSONValue {
        .object([
            "file": .string(report.file),
            "result": .string(end.rawValue),
            "format": .string(report.format.rawValue),
            "dry_run": .boolean(report.isDryRun),
            "warning": report.warning.map(JSONValue.string) ?? .null,
            "rows": .integer(Int64(report.rows)),
            "created": .integer(Int64(report.created)),
            "updated": .integer(Int64(report.updated)),
            "unchanged": .integer(Int64(report.unchanged)),
            "skipped": .integer(Int64(report.skipped)),
            "resumed_after": .integer(Int64(report.resumedAfter)),
            "renamed": .array(
                report.renames.map { rename in
                    .object([
                        "line": .integer(Int64(rename.line)), "column": .string(rename.column),
                        "from": .string(rename.from), "to": .string(rename.to),
                    ])
                }
            ),
            "problem_count": .integer(Int64(report.problemCount)),
            "problems": .array(report.problems.map(json)),
            "not_kept": .array(
                report.losses.map { loss in
                    .object([
                        "what": .string(loss.what), "why": .string(loss.why), "rows": .integer(Int64(loss.rows)),
                        "first_line": .integer(Int64(loss.firstLine)),
                    ])
                }
            ),
        ])
    }

    private func json(_ problem: ImportProblem) -> JSONValue {
        .object([
            "file": .string(problem.file), "line": problem.line.map { .integer(Int64($0)) } ?? .null,
            "column": problem.column.map(JSONValue.string) ?? .null, "message": .string(problem.message),
        ])
    }
}
