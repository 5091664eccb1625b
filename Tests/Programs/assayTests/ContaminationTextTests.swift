import API
import Foundation
import Testing
import TextTables

import Words
@testable import assay

@Suite struct ContaminationTextTests {
    private func resource(_ domains: [DomainOverlapResource], _ partitions: [PartitionOverlap]) -> ContaminationResource
    {
        ContaminationResource(
            id: "cont_1", pool: "pool_1", evaluationSet: "eset_1", state: domains.isEmpty ? .queued : .succeeded,
            job: "job_1", length: 13, domains: domains, partitions: partitions, documentsBlob: nil, error: nil,
            createdAt: Date(timeIntervalSince1970: 0), finishedAt: nil)
    }

    @Test func everyDomainHasALineAndEveryPartitionAnother() {
        let tables = ContaminationText.tables(
            resource(
                [
                    DomainOverlapResource(
                        domain: "law", documents: 3, shortDocuments: 3, ngrams: 0, overlappingDocuments: 0,
                        overlappingNgrams: 0),
                    DomainOverlapResource(
                        domain: "web", documents: 40, shortDocuments: 1, ngrams: 1_000, overlappingDocuments: 2,
                        overlappingNgrams: 15),
                ],
                [
                    PartitionOverlap(
                        partition: "part_1", name: "web", role: .partition,
                        domains: [
                            PartOverlap(domain: "law", overlappingDocuments: 0, overlappingNgrams: 0),
                            PartOverlap(domain: "web", overlappingDocuments: 2, overlappingNgrams: 15),
                        ]),
                    PartitionOverlap(
                        partition: "part_2", name: "share", role: .base,
                        domains: [
                            PartOverlap(domain: "law", overlappingDocuments: 0, overlappingNgrams: 0),
                            PartOverlap(domain: "web", overlappingDocuments: 1, overlappingNgrams: 2),
                        ]),
                ]))
        let text = tables.map(\.text).joined()
        #expect(text.contains("share 13 words in a row"))
        #expect(text.contains("1.50 %") && text.contains("share (the base's share)"))
        #expect(tables.count == 2)
    }

    @Test func whatIsNotFoundYetSaysWhatItWaitsFor() {
        #expect(ContaminationText.tables(resource([], [])).map(\.text).joined().contains("job_1 is queued"))
    }
}
