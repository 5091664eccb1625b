import Caching
import Testing

@Suite struct LeastRecentlyUsedTests {
    @Test func theValueUsedLongestAgoGoesFirst() {
        var cache = LeastRecentlyUsed<String, Int>(capacity: 2)
        #expect(cache.insert(1, for: "a").isEmpty)
        #expect(cache.insert(2, for: "b").isEmpty)
        #expect(cache.value(of: "a") == 1)
        #expect(cache.insert(3, for: "c") == [2])
        #expect(cache.value(of: "b") == nil)
        #expect(cache.value(of: "a") == 1)
        #expect(cache.value(of: "c") == 3)
    }

    @Test func aKeyHasOneValueTheLast() {
        var cache = LeastRecentlyUsed<String, Int>(capacity: 2)
        cache.insert(1, for: "a")
        cache.insert(2, for: "b")
        #expect(cache.insert(3, for: "a").isEmpty)
        #expect(cache.count == 2)
        #expect(cache.insert(4, for: "c") == [2])
        #expect(cache.value(of: "a") == 3)
    }

    @Test func whatIsForgottenIsNotThere() {
        var cache = LeastRecentlyUsed<String, Int>(capacity: 2)
        cache.insert(1, for: "a")
        #expect(cache.remove("a") == 1)
        #expect(cache.remove("a") == nil)
        cache.insert(2, for: "b")
        cache.removeAll()
        #expect(cache.count == 0)
    }

    @Test(arguments: [0, -3]) func withoutCapacityNothingIsKept(capacity: Int) {
        var cache = LeastRecentlyUsed<String, Int>(capacity: capacity)
        #expect(cache.insert(1, for: "a") == [1])
        #expect(cache.value(of: "a") == nil)
    }
}
