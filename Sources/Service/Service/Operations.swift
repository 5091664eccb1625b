/// Every operation of the API, by resource: the one table from which router and OpenAPI document are made.
extension Operation {
    static let all: [Operation] =
        healthOperations + problemOperations + blobOperations + partitionOperations + evaluationSetOperations
        + checkpointOperations + trainingRunOperations + poolOperations + validityOperations + contaminationOperations
        + referenceRunOperations + forecastOperations + outputOperations
        + studyOperations + evaluationOperations + comparisonOperations + tokenOperations + jobOperations
        + workerOperations + removalOperations + renamingOperations
}
