/// The SQL functions that a plugin may call: those that compute from their arguments and nothing else.
/// Not among them are load_extension, those that read files or settings, and the internals of SQLite.
enum SafeFunctions {
    static func contains(_ name: String) -> Bool { names.contains(SQLText.folded(name)) }

    private static let names: Set<String> = [
        // Aggregates and windows.
        "avg", "count", "group_concat", "max", "min", "sum", "total", "cume_dist", "dense_rank", "first_value", "lag",
        "last_value", "lead", "nth_value", "ntile", "percent_rank", "rank", "row_number", "json_group_array",
        "json_group_object",
        // Values.
        "abs", "coalesce", "ifnull", "iif", "nullif", "round", "sign", "typeof", "random", "likelihood", "likely",
        "unlikely",
        // Text.
        "char", "concat", "format", "glob", "hex", "instr", "length", "like", "lower", "ltrim", "printf", "quote",
        "replace", "rtrim", "substr", "substring", "trim", "unicode", "upper", "zeroblob", "randomblob",
        // Dates.
        "current_date", "current_time", "current_timestamp", "date", "datetime", "julianday", "strftime", "time",
        "unixepoch",
        // JSON.
        "->", "->>", "json", "json_array", "json_array_length", "json_extract", "json_insert", "json_object",
        "json_patch", "json_quote", "json_remove", "json_replace", "json_set", "json_type", "json_valid",
        // Mathematics.
        "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "ceiling", "cos", "cosh", "degrees", "exp",
        "floor", "ln", "log", "log10", "log2", "mod", "pi", "pow", "power", "radians", "sin", "sinh", "sqrt", "tan",
        "tanh", "trunc",
    ]
}
