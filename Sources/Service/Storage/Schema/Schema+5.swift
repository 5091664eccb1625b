extension Schema {
    /// Version 5: what decisions are made from; each part stands in the file of its own resource.
    static let version5 = [
        jobNeedTables, partitionRetirement, studyTables, contaminationTables, referenceTables, comparisonTables,
        logProbabilitiesTables,
    ].joined()
}
