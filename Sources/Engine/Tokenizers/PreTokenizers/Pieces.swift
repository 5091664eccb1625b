/// A text on its way to the model: its bytes, and the pieces of it that are looked at on their own.
struct Pieces {
    /// Valid UTF-8.
    var bytes: [UInt8] = []
    /// Where pieces begin and end, in order; none but a token is empty.
    ///
    /// Bytes between them are dropped.
    var bounds: [Bounds] = []
    /// How many bytes at the front stand for what the document begins with: a piece that begins among them is the
    /// first.
    var leading = 0

    struct Bounds {
        var start: Int
        var end: Int
        /// The id of an added token that the piece is, which no step looks into; -1 for text.
        var token: Int32 = -1

        @inline(__always)
        var isText: Bool { token < 0 }
    }
}
