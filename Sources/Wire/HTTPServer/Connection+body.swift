import HTTPTypes

extension Connection {
    /// The next bytes of the body of this exchange, nil at its end.
    func bodyBytes(_ number: Int) async throws -> [UInt8]? {
        while let current = exchange, current.number == number {
            if !current.body.isEmpty {
                let bytes = current.body.count == 1 ? current.body[0] : Array(current.body.joined())
                exchange?.body = []
                machine.bodyTaken(bytes.count)
                syncReading()
                return bytes
            }
            if let error = current.bodyError { throw error }
            if current.bodyEnded { return nil }
            if Task.isCancelled { throw CancellationError() }
            guard current.reader == nil else { throw BodyReadTwice() }
            perform(machine.bodyWanted(now: now))
            syncReading()
            await withTaskCancellationHandler {
                await withCheckedContinuation { exchange?.reader = $0 }
            } onCancel: {
                Task { await self.wakeReader() }
            }
        }
        throw HTTPError(.badRequest, "The body was not read in time: its request has been answered.")
    }

    func wakeReader() {
        guard let reader = exchange?.reader else { return }
        exchange?.reader = nil
        reader.resume()
    }

    func wakeWriters() {
        let writers = exchange?.writers ?? []
        exchange?.writers = []
        for writer in writers { writer.resume() }
    }
}

/// Two tasks read the body of one request at once.
struct BodyReadTwice: Error {}
