internal import Glibc

/// A store holds what customers trusted the shop with, and keys to it.
enum PrivateFile {
    /// Makes an empty file that its owner alone may read, whatever the process's umask is. SQLite takes it for a new
    /// database, and gives the files beside it the same rights. A file that is there already stays what it is.
    /// What keeps it from being made SQLite says next, as for every file that can't be opened.
    static func makeIfMissing(_ path: String) {
        // Opening and closing a database behind SQLite's back would take its locks away, so one that is there is left alone.
        guard access(path, F_OK) != 0, errno == ENOENT else { return }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)
        guard descriptor >= 0 else { return }
        fchmod(descriptor, S_IRUSR | S_IWUSR)
        close(descriptor)
    }
}
