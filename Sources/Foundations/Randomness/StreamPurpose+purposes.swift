extension StreamPurpose {
    // MARK: Documents

    /// Which documents select and which report.
    package static let documentSplit = StreamPurpose("document split", drawnBy: [])
    /// The order in which documents are raced on and cut into parts.
    package static let documentOrder = StreamPurpose("document order")
    /// The same in the first version of the streams, which shares its numbers with a split of an equal seed.
    package static let firstDocumentOrder = StreamPurpose("document order, version 1", drawnBy: [])
    /// Bootstrap resamples of documents; path: the word of the stratum's name.
    package static let documentResamples = StreamPurpose("resamples of documents", drawnBy: [])

    // MARK: Mixtures

    /// Draws from a Dirichlet distribution.
    package static let dirichletMixtures = StreamPurpose("Dirichlet mixtures", drawnBy: [])
    /// Bootstrap resamples of mixtures with reference runs.
    package static let mixtureResamples = StreamPurpose("resamples of mixtures", drawnBy: [])
    /// Orders in which partitions join, for sampled Shapley values.
    package static let joiningOrders = StreamPurpose("orders of joining", drawnBy: [])

    // MARK: Studies

    /// The digital shift of Sobol's sequence.
    package static let sobolShift = StreamPurpose("shift of Sobol's sequence", drawnBy: [])
    /// Coordinates beyond those that Sobol's sequence has; path: the point.
    package static let randomCoordinates = StreamPurpose("coordinates beyond Sobol's")
    /// The same in the first version of the streams, which shares its numbers with ``pointSupport``.
    package static let firstRandomCoordinates = StreamPurpose("coordinates beyond Sobol's, version 1", drawnBy: [])
    /// Which units have a weight where not all may; path: the point.
    package static let pointSupport = StreamPurpose("support of a point", drawnBy: [])
    /// Costs whose least vertices are looked at for a support that fits.
    package static let feasibleSupport = StreamPurpose("search for a support", drawnBy: [])
    /// Changes to the best mixtures on the way to proposals.
    package static let proposals = StreamPurpose("proposals", drawnBy: [1])

    /// Recipes of random candidates; path: the candidate.
    package static let recipes = StreamPurpose("recipes")

    // MARK: Surrogates

    /// Which mixtures are held out together.
    package static let folds = StreamPurpose("folds", drawnBy: [0x666f_6c64])
    /// Half of a fold's training part; path: the fold.
    package static let halves = StreamPurpose("halves", drawnBy: [0x6861_6c66])
    /// Rows on which a Gaussian process's kernel is sought.
    package static let kernelRows = StreamPurpose("rows of a kernel", drawnBy: [0x6b65_726e])
    /// Where searches for a data-mixing law begin; path: the search.
    package static let lawStarts = StreamPurpose("starts of a law", drawnBy: [0x006c_6177])
    /// The seed of one fit; path: the loss, the fold.
    package static let surrogateFits = StreamPurpose("fits", drawnBy: [])

    // MARK: Training

    /// The parameters of a new model; path: the tensor.
    package static let parameters = StreamPurpose("parameters")
    /// Which source a sequence is taken from.
    package static let sources = StreamPurpose("sources", drawnBy: [0])
    /// The order of a source's sequences; path: the source, the round.
    package static let sequences = StreamPurpose("sequences", drawnBy: [1])

    // MARK: Measurements

    /// What benchmarks are run on.
    package static let benchmark = StreamPurpose("benchmark")

    /// Every purpose above.
    package static let all = [
        documentSplit, documentOrder, firstDocumentOrder, documentResamples, dirichletMixtures, mixtureResamples,
        joiningOrders, sobolShift, randomCoordinates, firstRandomCoordinates, pointSupport, feasibleSupport, proposals,
        recipes, folds, halves, kernelRows, lawStarts, surrogateFits, parameters, sources, sequences, benchmark,
    ]
}
