public import TotemStore

/// What transactions of several nodes hold while they run beside each other, and the one order in which they take it.
/// Two that took the same things in different orders would wait for each other until the database ends one of them; it
/// would be run again, but a buyer would have waited a second for nothing.
///
/// 1. the lock of the request's idempotency key, or the row of the scheduled work;
/// 2. the named locks below, in their order: those who change what few change take turns, whole transactions at a time;
/// 3. the row of the user, of the cart, of the order, in this order;
/// 4. what plugins' hooks write;
/// 5. stock rows by id, each once: lines of one row are summed first. Who changes a product holds the stock rows of all
///    of it; who switches a warehouse, all that are in it;
/// 6. the sums of variants by id. Only who holds a stock row changes the sum that it is part of;
/// 7. all else: what is new and nobody else can see, and payments, which belong to an order that is held.
///
/// A file of products is the one exception: its stock rows are held in the order of the file.
extension StoreLock {
    /// Which plugins are on. Taken before ``StoreLock/schema``: switching one on migrates its tables.
    public static let plugins = StoreLock(2)
    /// The store's settings.
    static let settings = StoreLock(3)
    /// Who has which role.
    static let users = StoreLock(4)
    /// Products, categories, attributes, warehouses, and stock that is changed by hand. Orders do not take it.
    static let catalog = StoreLock(5)
    /// Webhooks.
    static let webhooks = StoreLock(6)
    /// Which job a node begins.
    static let jobs = StoreLock(7)
}
