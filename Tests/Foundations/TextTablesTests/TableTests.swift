import Testing
import TextTables

@Suite struct TableTests {
    private var sizes: Table {
        var table = Table(["name", "bytes"])
        table.add(["man", "1,234"])
        table.add(["français", "7"])
        table.add(["left open", nil])
        return table
    }

    @Test func numbersStandRightAndNamesLeft() {
        var table = sizes
        table.title = "Sizes"
        table.notes = ["a note"]
        #expect(
            table.text == """
                Sizes
                name       bytes
                man        1,234
                français       7
                left open
                a note

                """)
    }

    @Test(arguments: [
        ("\u{1B}[2Jlaw", "\\u{1B}[2Jlaw"), ("two\nlines\r\n", "two\\nlines\\r\\n"), ("\u{9B}31m", "\\u{9B}31m"),
        ("a\u{202E}b", "a\\u{202E}b"), ("tab\t", "tab\\t"), ("français 👩‍🔬", "français 👩‍🔬"),
    ])
    func whatATerminalObeysIsShownInstead(text: String, shown: String) {
        var table = Table(["name", text])
        table.add([text, "1"])
        #expect(table.rows == [[shown, "1"]])
        #expect(table.columns[1].title == shown)
    }

    @Test func aRuleIsDrawnBelowTheHeadings() {
        #expect(sizes.text(rule: "─").hasPrefix("name       bytes\n─────────  ─────\nman        1,234\n"))
    }

    @Test func markdownLinesUpAsTextToo() {
        #expect(
            sizes.markdown == """
                | name      | bytes |
                | --------- | ----: |
                | man       | 1,234 |
                | français  |     7 |
                | left open |       |

                """)
    }

    @Test func aTableWithoutRowsSaysSo() {
        #expect(Table(columns: [.text("name")]).text == "name\n(none)\n")
        #expect(Table(of: [("a", "1"), ("bc", nil)]).text == "a   1\nbc\n")
    }

    @Test func cellsBeyondTheColumnsAreLeftOutAndMissingOnesEmpty() {
        var table = Table(["a", "b", "c"], words: 2)
        table.add(["1", "2", "3", "4"])
        table.add(["1"])
        #expect(table.rows == [["1", "2", "3"], ["1", "", ""]])
        #expect(table.columns.map(\.alignment) == [.left, .left, .right])
    }
}
