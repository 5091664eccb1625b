import API
import Foundation
import Testing
import TextTables

import Words
@testable import assay

@Suite struct ValidityTextTests {
    private func validity(_ members: [MemberDisplacement], _ cosines: [[Double?]]) -> ValidityResource {
        ValidityResource(
            pool: "pool_1", state: members.isEmpty ? .queued : .succeeded, job: "job_1", members: members,
            cosines: cosines,
            warnings: members.isEmpty ? [] : [ValidityWarning(.displacement, partition: "man", detail: "δ is 8 %")],
            error: nil, createdAt: Date(timeIntervalSince1970: 0), finishedAt: nil)
    }

    @Test func everyPartitionModelHasALineAndWhatIsToBeHeededStandsBelow() {
        let tables = ValidityText.tables(
            validity(
                [MemberDisplacement(partition: "c", delta: 0.0123), MemberDisplacement(partition: "man", delta: 0.08)],
                [[1, 0.4567], [0.4567, nil]]))
        #expect(
            tables.map(\.text) == [
                "Displacement from the base\npartition       δ  known to be safe\nc          1.23 %  yes\n"
                    + "man        8.00 %  no\nman: δ is 8 %.\n",
                "Cosines of the displacements\npartition      c    man\nc          1.000  0.457\n"
                    + "man        0.457      –\n",
            ])
    }

    @Test func whatIsNotMeasuredYetSaysWhatItWaitsFor() {
        #expect(
            ValidityText.tables(validity([], [])).map(\.text) == [
                "partition  δ\n(none)\nNot measured yet: job_1 is queued.\n"
            ])
    }
}
