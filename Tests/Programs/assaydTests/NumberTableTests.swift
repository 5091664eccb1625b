import StrictCSV
import Testing

@testable import assayd

@Suite struct NumberTableTests {
    func message(_ text: String) -> String? {
        do {
            _ = try MixtureTable(NumberTable(text: text, file: "m.csv"))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("", "m.csv: is empty; expected a heading: an index, then a column each"),
        ("index\n1\n", "m.csv:1: the heading has 1 cell; expected an index and one column or more"),
        ("index,a,\n1,1,0\n", "m.csv:1: a column has no name"),
        ("index,a,a\n1,1,0\n", "m.csv:1: column \"a\" stands twice; expected it once"),
        ("index,a\n", "m.csv: has a heading and no row; expected one or more"),
        ("index,a,b\n1,1\n", "m.csv:2: has 2 cells; expected 3 as in the heading"),
        ("index,a,b\n1,1,0\n2,0.5,half\n", "m.csv:3: column \"b\" is \"half\"; expected a finite number"),
        ("index,a,b\n1,1,\n", "m.csv:2: column \"b\" is \"\"; expected a finite number"),
        ("index,a,b\n1,1,inf\n", "m.csv:2: column \"b\" is \"inf\"; expected a finite number"),
        ("index,a,b\n,1,0\n", "m.csv:2: column \"index\" is empty; expected an index"),
        (
            "index,a,b\n1,1,0\n1.0,0,1\n",
            "m.csv:3: index \"1.0\" stands in line 2 too; expected each once: the first column, \"index\", is taken for the index"
        ),
        ("index,a,b\n1,1.2,-0.2\n", "m.csv:2: column \"a\" is 1.2; expected a weight of 0 to 1"),
        ("index,a,b\n1,-0.2,1\n", "m.csv:2: column \"a\" is -0.2; expected a weight of 0 to 1"),
        (
            "index,a,b\n1,0.25,0.5\n",
            "m.csv:2: the weights sum to 0.75; expected 1 within 0.01; the first column, \"index\", was taken for the index"
        ),
        (
            "a,b,c\n0.3,0.3,0.4\n",
            "m.csv:2: the weights sum to 0.7; expected 1 within 0.01; the first column, \"a\", was taken for the index"
        ),
        (
            "index;a;b\n1;0,5;0,5\n",
            "m.csv:1: is parted by semicolons; expected commas: write the table with commas between its cells"
        ),
        (
            "index\ta\tb\n1\t1\t0\n",
            "m.csv:1: is parted by tabs; expected commas: write the table with commas between its cells"
        ),
        ("index,a,b\n1,1,-2e-9\n", "m.csv:2: column \"b\" is -2e-09; expected a weight of 0 to 1"),
        ("index,a\n\"1,2\n", "m.csv:2: a cell in quotes has no end"),
    ])
    func whatIsWrongIsNamedWithItsPlace(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test func roundedWeightsAreDividedByTheirSums() throws {
        let table = try MixtureTable(NumberTable(text: "i,b,a\n1,0.334,0.667\n2,1,0\n", file: "m.csv"))
        #expect(table.partitions == ["a", "b"])
        #expect(table.renormalized == 1)
        #expect(table.weights[1] == [0, 1])
        #expect(abs(table.weights[0][0] - 0.667 / 1.001) < 1e-15)
        #expect(RowOfWeights.tolerance(columns: 200) == 0.1)
    }

    @Test(arguments: [
        "i,a,b,c\n1,0.33,0.33,0.33\n", "i,a,b\n1,0.51,0.5\n", "i,a,b\n1,0.5,0.49\n",
        "i,a,b,c,d,e,f,g,h\n1,0.12,0.12,0.12,0.12,0.12,0.12,0.12,0.12\n",
    ])
    func weightsOfTwoDecimalsNeedNotSumToOne(text: String) throws {
        let table = try MixtureTable(NumberTable(text: text, file: "m.csv"))
        #expect(table.renormalized == 1)
        #expect(abs(table.weights[0].reduce(0, +) - 1) < 1e-12)
    }

    @Test func whatAnOptimiserLeavesBelowZeroIsZero() throws {
        let table = try MixtureTable(NumberTable(text: "i,a,b\n1,1,-1.2e-17\n2,1.000000001,-1e-9\n", file: "m.csv"))
        #expect(table.weights.map { $0[1] } == [0, 0])
    }

    @Test func partitionsThatDifferAreNamed() throws {
        let first = try MixtureTable(NumberTable(text: "i,a,b\n1,1,0\n", file: "m.csv"))
        let other = try NumberTable(text: "i,a,c\n1,1,0\n", file: "n.csv")
        let error = #expect(throws: CSVError.self) { _ = try MixtureTable(other, like: first) }
        #expect(
            error?.description
                == "n.csv:1: lacks column \"b\"; column \"c\" is not there; expected the columns of m.csv")
    }

    @Test func rowsWithoutACounterpartAreLeftOutAndCounted() throws {
        let mixtures = try MixtureTable(NumberTable(text: "i,a,b\n1,1,0\n2,0,1\nx,0.5,0.5\n", file: "m.csv"))
        let losses = try NumberTable(text: "i,l\nx,3\n1.0,1\n7,7\n", file: "l.csv")
        let joined = try JoinedTables(mixtures, losses: losses, names: ["l"], of: "l.csv")
        #expect(joined.places == [0, 2])
        #expect(joined.losses == [[1], [3]])
        #expect(joined.leftOut == [.init(file: "m.csv", rows: 1), .init(file: "l.csv", rows: 1)])
        let apart = try NumberTable(text: "id,l\n8,3\n", file: "l.csv")
        let error = #expect(throws: CSVError.self) {
            _ = try JoinedTables(mixtures, losses: apart, names: ["l"], of: "l.csv")
        }
        #expect(
            error?.detail
                == "no \"id\" of it stands in m.csv; expected rows with the same: the first column of a table is taken for its index"
        )
    }
}
