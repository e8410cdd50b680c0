import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct JobsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Every job of the plugins that are on with its schedule, and the last runs, newest first.",
        discussion:
            "With --json an object: \"jobs\" are those with their schedules, \"runs\" as GET /v1/jobs answers them."
    )

    @Option(help: "How many runs are shown.")
    var runs = 50

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func validate() throws {
        guard (0...100).contains(runs) else { throw ValidationError("--runs must be from 0 to 100.") }
    }

    func run() async throws {
        try await store.withNode(.reading) { node in
            let (jobs, last) = try await node.kernel.read(as: .system) { [runs] tx, _ in
                let last = runs == 0 ? [] : try JobQueue.list(PageRequest(limit: runs), in: tx).items
                return (try JobQueue.scheduled(in: tx), last)
            }
            guard !rows.json else {
                return Output.line(RowsOption.text(of: JobsAnswer(jobs: jobs, runs: last)))
            }
            RowsOption.showTable(
                ["id", "job", "status", "due_at", "attempts", "finished_at", "key", "error"],
                jobs.map { row($0) } + last.map { row($0) }
            )
        }
    }

    private func row(_ job: ScheduledJob) -> [JSONValue] {
        [
            .null, .string("\(job.plugin).\(job.name)"), .string(job.schedule ?? "when queued"), text(job.dueAt),
            .null, .null, .null, .null,
        ]
    }

    private func row(_ run: Job) -> [JSONValue] {
        [
            .integer(run.id.value), .string("\(run.plugin).\(run.name)"), .string(run.status.rawValue), text(run.dueAt),
            .integer(Int64(run.attempts)), text(run.finishedAt), run.key.map { .string($0) } ?? .null,
            run.error.map { .string($0) } ?? .null,
        ]
    }

    private func text(_ moment: Timestamp?) -> JSONValue { moment.map { .string($0.description) } ?? .null }
}

private struct JobsAnswer: JSONWritable {
    let jobs: [ScheduledJob]
    let runs: [Job]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("jobs") { json in
                json.array { json in
                    for job in jobs {
                        json.object { json in
                            json.member("plugin", job.plugin)
                            json.member("job", job.name)
                            json.member("schedule", job.schedule)
                            json.member("due_at", job.dueAt)
                        }
                    }
                }
            }
            json.member("runs", runs)
        }
    }
}
