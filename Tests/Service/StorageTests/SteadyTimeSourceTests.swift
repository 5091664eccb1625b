import Storage
import TestSupport
import Testing

@Suite struct SteadyTimeSourceTests {
    @Test func timePassesEvenlyWhateverTheWallClockDoes() {
        let (wall, clock) = (ManualTime(), ManualClock())
        let time = SteadyTimeSource(wall: wall, clock: clock)
        let start = wall.now()
        #expect(time.now() == start)
        wall.advance(by: .seconds(3_600))
        #expect(time.now() == start)
        clock.advance(by: .seconds(5))
        wall.advance(by: .seconds(-7_200))
        #expect(time.now() == start.advanced(by: .seconds(5)))
    }
}
