import Glibc
import TotemProgram

/// A password as somebody types it, or as a program sends it.
enum Password {
    /// Empty when nothing was given.
    static func read() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else { return readLine() ?? "" }
        let first = hidden("Password (empty to have one made): ")
        guard !first.isEmpty else { return "" }
        guard hidden("The same again: ") == first else { throw Failure("the two passwords differ; try again") }
        return first
    }

    /// Asks without showing what is typed.
    static func hidden(_ prompt: String) -> String {
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var silent = shown
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        // Asked only now: what is typed at once is neither shown nor flushed.
        Output.status(prompt)
        let line = readLine() ?? ""
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
        Output.status("\n")
        return line
    }
}
