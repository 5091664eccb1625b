public import API
public import Words

extension AssayClient {
    /// Begins a study.
    public func createStudy(_ creation: StudyCreation) async throws -> StudyResource {
        try await create("/v1/studies", creation)
    }

    /// A study.
    ///
    /// - Parameter wait: how long the service may hold its answer back until the study has ended.
    public func study(_ id: String, wait: Duration? = nil) async throws -> StudyResource {
        try await read("/v1/studies/\(Call.escape(id))", wait: wait)
    }

    /// Every study that passes the filters.
    public func studies(pool: String? = nil, state: StudyState? = nil) -> ItemSequence<StudyResource> {
        list("/v1/studies", filters: [("pool", pool), ("state", state?.rawValue)])
    }

    /// Waits until a study has ended, well or not.
    public func finishedStudy(_ id: String) async throws -> StudyResource {
        try await finished {
            try await study(id, wait: Self.longPoll)
        } isFinal: {
            $0.course.state.isFinal
        }
    }

    /// The trials of a study, in the order in which it asked for them.
    public func studyTrials(_ id: String) -> ItemSequence<StudyTrialResource> {
        list("/v1/studies/\(Call.escape(id))/trials", filters: [])
    }

    /// One trial of a study.
    ///
    /// - Parameter wait: how long the service may hold its answer back until the trial has ended.
    public func studyTrial(_ number: Int, of study: String, wait: Duration? = nil) async throws -> StudyTrialResource {
        try await read("/v1/studies/\(Call.escape(study))/trials/\(number)", wait: wait)
    }

    /// The best trials of a study and its baselines, by the documents that nothing was selected by.
    public func studyRanking(_ id: String, top: Int? = nil) async throws -> StudyRankingResource {
        try await json(
            of: .get("/v1/studies/\(Call.escape(id))/ranking", query: top.map { [("top", "\($0)")] } ?? []))
    }

    /// Has a study that an outside optimiser drives verify the best of its trials, and end with an answer.
    public func finishStudy(_ id: String) async throws -> StudyResource {
        try await act("/v1/studies/\(Call.escape(id)):finish")
    }

    /// Ends a study without an answer; what was scored stays.
    public func cancelStudy(_ id: String) async throws -> StudyResource {
        try await act("/v1/studies/\(Call.escape(id)):cancel")
    }

    /// Asks a study for mixtures to try; each is to be told of.
    public func suggest(_ count: Int, of study: String) async throws -> [StudyTrialResource] {
        let answer: StudySuggestions = try await create(
            "/v1/studies/\(Call.escape(study)):suggest", StudySuggestionRequest(count: count))
        return answer.trials
    }

    /// Tells a study of a trial: with losses of one's own, or without, which has Assay evaluate it.
    public func tell(_ telling: StudyTelling, of study: String) async throws -> StudyTrialResource {
        try await create("/v1/studies/\(Call.escape(study)):tell", telling)
    }
}
