import Storage

/// A job whose records are not whole.
struct TaskFault: Error, CustomStringConvertible {
    let subject: Identifier

    var description: String { "\(subject), or what it refers to, is not there" }
}
