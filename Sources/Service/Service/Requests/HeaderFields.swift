import HTTPTypes

extension HTTPField.Name {
    static var prefer: HTTPField.Name { known("Prefer") }
    static var preferenceApplied: HTTPField.Name { known("Preference-Applied") }
    static var idempotencyKey: HTTPField.Name { known("Idempotency-Key") }
    static var idempotencyReplayed: HTTPField.Name { known("Idempotency-Replayed") }
    static var lastEventID: HTTPField.Name { known("Last-Event-ID") }
    static var link: HTTPField.Name { known("Link") }
    static var uploadOffset: HTTPField.Name { known("Upload-Offset") }

    /// A name that is a token, spelled here: the fallback is never reached.
    private static func known(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .contentLocation
    }
}
