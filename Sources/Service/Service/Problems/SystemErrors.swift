import Checkpoints
import Foundation
import HTTPServer
import Hashing
import Scoring
import Storage

extension Error {
    /// Whether the process or the system had no file descriptor left: that passes, and says nothing of what was asked
    /// for.
    var lacksDescriptor: Bool { [EMFILE, ENFILE].contains(systemError) }

    /// The system's error number, where one is known to be the cause.
    private var systemError: Int32? {
        switch self {
        case let error as StorageError: error.systemError
        case let error as FileBodyError: error.systemError
        case let error as CheckpointError: error.systemError
        case let error as DocumentError: error.systemError
        case let error as FileHashingError: error.errorNumber
        case let error as POSIXError: error.code.rawValue
        case let error as CocoaError: Self.systemError(under: error)
        default: nil
        }
    }

    /// What Foundation's own calls met below.
    private static func systemError(under error: CocoaError) -> Int32? {
        switch error.userInfo[NSUnderlyingErrorKey] {
        case let cause as POSIXError: cause.code.rawValue
        case let cause as NSError where cause.domain == NSPOSIXErrorDomain: Int32(cause.code)
        default: nil
        }
    }
}
