enum NodesSchema {
    /// `asked` counts how often somebody wanted to know when the node has followed what was changed, `followed` is the
    /// question that it answered last. `seen_at` is the node's last sign of life.
    static let sql = """
        CREATE TABLE following_nodes (
          name TEXT PRIMARY KEY,
          asked INTEGER NOT NULL,
          followed INTEGER NOT NULL,
          seen_at INTEGER NOT NULL
        ) STRICT;
        """
}
