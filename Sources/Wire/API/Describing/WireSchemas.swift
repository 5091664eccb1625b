public import StrictJSON

/// The schemas of everything that goes over the wire, made from how it is read and written.
public enum WireSchemas {
    /// What clients and workers send.
    public static var requests: [any JSONReadable.Type] {
        [
            PartitionCreation.self, EvaluationSetCreation.self, CheckpointCreation.self,
            TrainingRunCreation.self,
            PoolCreation.self, PartitionRetirement.self, ValidityCreation.self, EvaluationSubmission.self,
            ReferenceRunCreation.self, ForecastCreation.self, ComparisonCreation.self,
            AttributionCreation.self,
            InteractionsCreation.self, StudyCreation.self, StudySuggestionRequest.self, StudyTelling.self,
            WorkerRegistration.self, LeaseRequest.self, HeartbeatRequest.self, CompletionRequest.self,
            FailureRequest.self, NameChange.self, PartitionChange.self, LabelChange.self,
            JobCancellation.self,
        ]
    }

    /// What the service answers.
    public static var answers: [any Decodable.Type] {
        [
            BlobResource.self, BlobVerification.self, Page<PartitionResource>.self, Page<EvaluationSetResource>.self,
            Page<CheckpointResource>.self, Page<TrainingRunResource>.self, Page<PoolResource>.self,
            ValidityResource.self,
            ContaminationResource.self, Page<EvaluationResource>.self, EvaluationBatchResource.self,
            Page<ReferenceRunResource>.self, FidelityResource.self, ForecastContent.self,
            Page<ForecastResource>.self,
            ComparisonResource.self, AttributionResource.self, InteractionsResource.self,
            Page<StudyResource>.self,
            Page<StudyTrialResource>.self, StudySuggestions.self, StudyRankingResource.self,
            ParetoResource.self,
            LedgerResource.self, Page<JobResource>.self, Page<WorkerResource>.self, LeaseResponse.self,
            HeartbeatResponse.self, HealthResource.self, ProblemResource.self, DependentsResource.self,
            RemovalResource.self, LabelChangeResource.self, JobCancellationResource.self,
        ]
    }

    /// A book with all of them.
    public static func book() -> SchemaBook {
        let book = SchemaBook()
        for type in requests { _ = type.schema(in: book) }
        for type in answers { _ = book.schema(of: type) }
        let evaluation = [EvaluationResource.self, EvaluationBatchResource.self].map {
            (type: any Decodable.Type) in
            book.schema(of: type)
        }
        _ = book.reference("EvaluationAnswer", for: EvaluationSubject.self) { .either(evaluation) }
        return book
    }
}
