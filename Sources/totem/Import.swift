import ArgumentParser
import TotemImport
import TotemKernel
import TotemNode

struct Import: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case auto
        case shopify
        case woocommerce
        case totem
    }

    static let configuration = CommandConfiguration(
        abstract: "Import product files: Shopify's or WooCommerce's export, or totem's own CSV.",
        discussion: """
            A file is read and checked as a whole before anything of it is written. Importing a file again changes \
            nothing. What a file says and the store has no place for is listed.
            """
    )

    @Argument(help: "CSV files.", completion: .file(extensions: ["csv"]))
    var files: [String]

    @Option(help: "What kind of files they are; auto tells it by the columns.")
    var format = Format.auto

    @Flag(help: "Write nothing, and say what would happen.")
    var dryRun = false

    @Flag(help: "Leave out products with a bad row, whole, instead of refusing the file.")
    var skipBadRows = false

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode { node in
            var reports: [ImportReport] = []
            // What became of the files before one that can't be imported is told all the same.
            defer { if rows.json { try? rows.show(.array(reports.map(json))) } }
            for file in files {
                let report = try await report(of: file, node)
                reports.append(report)
                if !rows.json { show(report) }
            }
        }
    }

    private func report(of file: String, _ node: Node) async throws -> ImportReport {
        let bar = ProgressBar()
        defer { bar.finish() }
        return try await ProductImport(node.kernel).run(
            file,
            format: ImportFormat(rawValue: format.rawValue),
            isDryRun: dryRun,
            skipsBadRows: skipBadRows
        ) { bar.show($0.phase.rawValue, rows: $0.rows, of: $0.totalRows) }
    }

    private func show(_ report: ImportReport) {
        let title = "\(report.file) (\(report.format.rawValue))\(report.isDryRun ? ", dry run" : "")"
        Output.line(
            "\(title): \(report.created) products created, \(report.updated) updated, \(report.unchanged) unchanged, "
                + "\(report.skipped) skipped; \(report.rows) rows"
        )
        if !report.losses.isEmpty { Output.line("Not kept as it is in the file:") }
        for loss in report.losses {
            let rows =
                loss.rows == 1 ? "1 row, line \(loss.firstLine)" : "\(loss.rows) rows, first line \(loss.firstLine)"
            Output.line("  \(loss.what): \(loss.why) (\(rows))")
        }
        if !report.problems.isEmpty { Output.line("Left out:") }
        for problem in report.problems { Output.line("  \(problem)") }
        if report.problemCount > report.problems.count {
            Output.line("  and \(report.problemCount - report.problems.count) more")
        }
    }

    private func json(_ report: ImportReport) -> JSONValue {
        .object([
            "file": .string(report.file),
            "format": .string(report.format.rawValue),
            "dry_run": .boolean(report.isDryRun),
            "rows": .integer(Int64(report.rows)),
            "created": .integer(Int64(report.created)),
            "updated": .integer(Int64(report.updated)),
            "unchanged": .integer(Int64(report.unchanged)),
            "skipped": .integer(Int64(report.skipped)),
            "problems": .array(report.problems.map { .string($0.description) }),
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
}
