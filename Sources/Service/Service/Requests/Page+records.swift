import API
import Foundation
import Storage

/// Records as they are shown.
extension Storage.Timestamp {
    var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}

extension API.Page {
    /// A page of records as they are shown.
    init<Record>(_ page: Storage.Page<Record>, _ show: (Record) throws -> Item) rethrows {
        self.init(items: try page.items.map(show), next: page.next?.text)
    }
}
