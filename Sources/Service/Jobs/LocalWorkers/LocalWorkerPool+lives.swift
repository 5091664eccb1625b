import Logging
import Retrying
import Storage
import Words

/// How a worker comes and goes.
extension LocalWorkerPool {
    /// Starts the worker of a slot that has none.
    func start(_ number: Int) async {
        guard !isStopping, slots[number].process == nil else { return }
        let name = "local-\(number)-\(queue.identifiers.next(.worker).text)"
        do {
            let worker = try await queue.register(
                WorkerDescription(name: name, host: configuration.host, pid: 0, threads: 0, kernelPath: ""))
            // While the registration was written, the pool may have been stopped.
            guard !isStopping else { return try await queue.workerEnded(worker.id, .stopped) }
            slots[number].worker = worker
            slots[number].isEnded = false
            slots[number].isSilent = false
            slots[number].startedAt = queue.time.now()
            let process = try launcher.launch(command(name: name)) { exit in
                Task { await self.ended(number, exit) }
            }
            slots[number].process = process
            logger.info(
                "worker started",
                metadata: ["worker": "\(worker.id)", "name": "\(name)", "pid": "\(process.pid)"])
        } catch {
            logger.error("worker not started", metadata: ["name": "\(name)", "error": "\(error)"])
            await end(number, .stopped)
            restartLater(number)
        }
    }

    private func command(name: String) -> WorkerCommand {
        var command = configuration.command
        command.environment[EnvironmentKey.name] = name
        command.environment[EnvironmentKey.token] = configuration.token
        command.environment[EnvironmentKey.blasThreads] = "1"
        if let coreType = configuration.coreType { command.environment[EnvironmentKey.coreType] = coreType }
        return command
    }

    /// Takes in that the process of a slot has ended.
    private func ended(_ number: Int, _ exit: WorkerExit) async {
        let slot = slots[number]
        logger.log(
            level: slot.isEnded ? .info : .error, "worker ended",
            metadata: [
                "worker": "\(slot.worker?.id.text ?? "")", "pid": "\(slot.process?.pid ?? 0)", "exit": "\(exit)",
            ])
        await end(number, slot.isEnded ? .stopped : .died)
        slots[number].process = nil
        recordEnd()
        restartLater(number)
    }

    /// Ends the leases of a slot's worker.
    private func end(_ number: Int, _ end: WorkerEnd) async {
        guard let worker = slots[number].worker else { return }
        slots[number].worker = nil
        do {
            try await queue.workerEnded(worker.id, end)
        } catch {
            // The reaper takes the leases back at their deadlines.
            logger.error(
                "leases of a worker that ended not taken back",
                metadata: ["worker": "\(worker.id)", "error": "\(error)"])
        }
    }

    /// Starts the worker of a slot again: at once after a life of its own, later and later after deaths in a row.
    private func restartLater(_ number: Int) {
        guard !isStopping else { return }
        let life = slots[number].startedAt?.duration(to: queue.time.now()) ?? .zero
        slots[number].startedAt = nil
        let hasSettled = life >= configuration.settled || slots[number].isEnded
        slots[number].deaths = hasSettled ? 0 : slots[number].deaths + 1
        let delay = configuration.restart.delay(afterFailures: slots[number].deaths, random: queue.entropy.uniform())
        slots[number].restart = Task { [clock = queue.clock] in
            do { try await clock.sleep(for: delay) } catch { return }
            await self.start(number)
        }
    }

    /// Ends workers that hang, again and again until the task is cancelled.
    public func runSilenceWatch() async {
        while !Task.isCancelled {
            do { try await queue.clock.sleep(for: queue.configuration.leaseDuration / 3) } catch { return }
            endSilent()
        }
    }

    /// Ends workers whose processes live and that are not heard of: they hang, and nobody else does their work.
    ///
    /// One that was silent for a lease is looked at once more, a third of a lease later, before it is killed: the whole
    /// machine may have stood still.
    func endSilent() {
        for number in slots.indices {
            guard let worker = slots[number].worker, let process = slots[number].process, !slots[number].isEnded else {
                continue
            }
            let wasSilent = slots[number].isSilent
            slots[number].isSilent = !queue.isAlive(worker)
            guard wasSilent, slots[number].isSilent else { continue }
            logger.warning(
                "worker is not heard of and is killed",
                metadata: ["worker": "\(worker.id)", "pid": "\(process.pid)"])
            process.kill()
        }
    }

    /// Ends a worker that does not yield what it is to stop.
    func follow(_ request: StopRequest) {
        guard slots.contains(where: { $0.worker?.id == request.worker }) else { return }
        Task { [clock = queue.clock, grace = configuration.cancelGrace] in
            if request.cause == .cancelled {
                do { try await clock.sleep(for: grace) } catch { return }
            }
            await self.endUnlessYielded(request)
        }
    }

    private func endUnlessYielded(_ request: StopRequest) async {
        if request.cause == .cancelled {
            do {
                let job = try await queue.store.read { try $0.job(request.job) }
                guard job?.state == .cancelling, job?.attempts == request.attempt else { return }
            } catch {
                logger.error("job not read", metadata: ["job": "\(request.job)", "error": "\(error)"])
            }
        }
        guard let number = slots.firstIndex(where: { $0.worker?.id == request.worker }) else { return }
        logger.warning(
            "worker does not yield and is killed",
            metadata: ["worker": "\(request.worker)", "job": "\(request.job)", "attempt": "\(request.attempt)"])
        slots[number].isEnded = true
        slots[number].process?.kill()
    }
}
