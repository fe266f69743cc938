package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The heartbeat of plain WebSockets, by a clock that the tests move: pings every 25 s, answers within 20 s. */
class PulseTest {
    private static final Duration JUST = Duration.ofNanos(1);

    /** A loop whose alarms go off as a test moves its clock. */
    private static final class Clock implements EngineLoop {
        private record Entry(long time, Runnable action) {}

        private final List<Entry> alarms = new ArrayList<>();
        private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();       // it may wrap around

        @Override
        public void execute(Runnable task) {
            throw new AssertionError();
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public Alarm schedule(long time, Runnable action) {
            var entry = new Entry(time, action);
            alarms.add(entry);
            return () -> alarms.remove(entry);
        }

        void advance(Duration duration) {
            long until = now + duration.toNanos();
            for (Entry due = first(); due != null && due.time() - until <= 0; due = first()) {
                alarms.remove(due);
                now = due.time() - now < 0 ? now : due.time();
                due.action().run();
            }
            now = until;
        }

        private Entry first() {
            return alarms.stream().min((a, b) -> Long.signum(a.time() - b.time())).orElse(null);
        }
    }

    private final Clock clock = new Clock();
    private final Pulse pulse = new Pulse(clock, Duration.ofSeconds(25), Duration.ofSeconds(20));
    private final List<String> log = new ArrayList<>();

    private final class Peer implements Pulse.Heart {
        private final String name;
        boolean reading = true;

        Peer(String name) {
            this.name = name;
            pulse.begin(this);
        }

        @Override
        public void ping() {
            log.add("ping " + name);
        }

        @Override
        public boolean isReading() {
            return reading;
        }

        @Override
        public void silent() {
            log.add("silent " + name);
        }
    }

    private void expect(String... lines) {
        assertEquals(List.of(lines), log);
        log.clear();
    }

    @Test
    void aPingFollowsAnIntervalAfterEachAnswer() {
        var a = new Peer("a");
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(25).minus(JUST));
            expect();
            clock.advance(JUST);
            expect("ping a");
            clock.advance(Duration.ofSeconds(20).minus(JUST));
            pulse.heard(a);
        }
        assertEquals(1, clock.alarms.size());
    }

    @Test
    void whoAnswersNothingIsGivenUp() {
        new Peer("a");
        clock.advance(Duration.ofSeconds(45).minus(JUST));
        expect("ping a");
        clock.advance(JUST);
        expect("silent a");
        clock.advance(Duration.ofHours(1));
        expect();
        assertEquals(0, clock.alarms.size());
    }

    @Test
    void whatComesBeforeThePingIsNoAnswerToIt() {
        var a = new Peer("a");
        clock.advance(Duration.ofSeconds(24));
        pulse.heard(a);
        clock.advance(Duration.ofSeconds(1));
        expect("ping a");
        pulse.heard(a);
        pulse.heard(a);
        clock.advance(Duration.ofSeconds(25).minus(JUST));
        expect();
        clock.advance(JUST);
        expect("ping a");
    }

    @Test
    void whoIsNotReadIsNotBlamedButPingedOn() {
        var a = new Peer("a");
        a.reading = false;
        clock.advance(Duration.ofSeconds(25 + 60));
        expect("ping a", "ping a", "ping a", "ping a");
        a.reading = true;
        clock.advance(Duration.ofSeconds(20));
        expect("silent a");
    }

    @Test
    void eachHasATimeOfItsOwn() {
        var a = new Peer("a");
        clock.advance(Duration.ofSeconds(10));
        var b = new Peer("b");
        clock.advance(Duration.ofSeconds(5));
        var c = new Peer("c");
        clock.advance(Duration.ofSeconds(10));
        expect("ping a");
        pulse.heard(a);
        clock.advance(Duration.ofSeconds(10));
        expect("ping b");
        pulse.end(c);
        clock.advance(Duration.ofSeconds(15));
        expect("ping a");
        clock.advance(Duration.ofSeconds(5));
        expect("silent b");
        pulse.end(a);
        clock.advance(Duration.ofMinutes(1));
        expect();
        assertEquals(0, clock.alarms.size());
        pulse.heard(b);
        clock.advance(Duration.ofMinutes(1));
        expect();
    }

    @Test
    void aTimeoutLongerThanTheIntervalDelaysNoPing() {
        var patient = new Pulse(clock, Duration.ofSeconds(1), Duration.ofSeconds(20));
        var pings = new ArrayList<Long>();
        var heart = new Pulse.Heart() {
            @Override
            public void ping() {
                pings.add(clock.now());
            }

            @Override
            public boolean isReading() {
                return true;
            }

            @Override
            public void silent() {
                pings.add(-1L);
            }
        };
        patient.begin(heart);
        clock.advance(Duration.ofSeconds(1));
        clock.advance(Duration.ofMillis(500));
        patient.heard(heart);
        clock.advance(Duration.ofSeconds(1));
        assertEquals(2, pings.size());
        assertEquals(Duration.ofMillis(1500).toNanos(), pings.get(1) - pings.get(0));
    }
}
