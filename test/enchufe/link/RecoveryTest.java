package enchufe.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestLog;
import enchufe.engine.EngineSession;
import enchufe.engine.FakeLoop;
import enchufe.engine.Ids;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final Duration MOST = Duration.ofMinutes(2);
    private static final Duration SILENCE = Duration.ofSeconds(45);
    private static final long MAX_BYTES = 100_000;

    private final FakeLoop loop = new FakeLoop();
    private final TestLog log = new TestLog();
    private final Recovery recovery = new Recovery(MOST, true, SILENCE, MAX_BYTES, loop, new Ids()::next,
            new RareWarnings(Log.of("enchufe")));
    private final List<String> replaced = new ArrayList<>();

    @AfterEach
    void close() {
        log.close();
    }

    /** A client with its socket, in the rooms "id" and "red". */
    private final class Client {
        final String id;
        final List<String> got = new ArrayList<>();
        String offset;                                  // of the last event that has arrived
        RecoveryState state;
        boolean connected = true;
        Map<String, Object> data = Map.of("x", 1);

        Client(String id) {
            this.id = id;
            state = recovery.enter("/", id, this::replace, entering -> { });
        }

        private void replace(EngineSession by, Runnable then) {
            replaced.add(id);
            cut();
            then.run();
        }

        void arrives(Outgoing packet) {
            List<Object> data = packet.data();
            got.add((String) data.get(0));
            offset = (String) data.get(data.size() - 1);
        }

        void cut() {
            connected = false;
            recovery.exit(state, data, Recovery.bytesOf(data), () -> Set.of(id, "red"));
            recovery.over(state, true);
        }

        boolean comesBack() {
            var found = new AtomicReference<RecoveryState>();
            recovery.claim("/", state.pid(), offset, null, found::set);
            connected = found.get() != null && recovery.enterAgain(found.get(), offset, found.get().rooms(), this::replace, this::arrives, () -> { });
            return connected;
        }
    }

    private void emit(String event, Set<String> rooms, Set<String> except, Client... recipients) {
        Outgoing packet = Outgoing.of(encoder -> encoder.event("/", -1, event));
        recovery.emit("/", rooms, except, packet, (numbered, number) -> {
            for (Client client : recipients) {
                client.state.sent(number);
                if (client.connected) {
                    client.arrives(numbered);
                }
            }
        });
    }

    private void emit(String event, Client... recipients) {
        emit(event, Set.of(), Set.of(), recipients);
    }

    @Test
    void whoComesBackGetsWhatItHasMissed() {
        var ann = new Client("ann");
        emit("1", ann);
        ann.cut();
        emit("2");
        emit("3", Set.of("red"), Set.of());
        emit("4", Set.of("ann", "blue"), Set.of());
        emit("not in that room", Set.of("blue"), Set.of());
        emit("excepted", Set.of(), Set.of("red"));
        assertTrue(ann.comesBack());
        assertEquals(List.of("1", "2", "3", "4"), ann.got);
        emit("5", ann);
        ann.cut();
        assertTrue(ann.comesBack());
        assertEquals(List.of("1", "2", "3", "4", "5"), ann.got);
        assertTrue(log.isEmpty());
    }

    @Test
    void itGetsItsIdItsRoomsAndItsData() {
        var ann = new Client("ann");
        ann.cut();
        recovery.claim("/", ann.state.pid(), null, null, state -> {
            assertEquals("ann", state.id());
            assertEquals(ann.state.pid(), state.pid());
            assertEquals(Set.of("ann", "red"), state.rooms());
            assertEquals(Map.of("x", 1), state.data());
        });
        assertNotEquals(ann.state.pid(), new Client("bob").state.pid());
    }

    /** What was sent to it and did not arrive is sent again. */
    @Test
    void whatWasUnderWayIsNotLost() {
        var ann = new Client("ann");
        emit("1", ann);
        ann.connected = false;                          // the server does not know yet
        emit("2", ann);
        emit("3", ann);
        ann.cut();
        assertTrue(ann.comesBack());
        assertEquals(List.of("1", "2", "3"), ann.got);
    }

    @Test
    void whoHasGotNothingYetGetsAllThatWasSentToIt() {
        var ann = new Client("ann");
        emit("before", Set.of("blue"), Set.of());
        ann.connected = false;
        emit("1", ann);
        ann.cut();
        emit("2");
        assertTrue(ann.comesBack());
        assertEquals(List.of("1", "2"), ann.got);
        var bob = new Client("bob");
        bob.cut();
        assertTrue(bob.comesBack());
        assertEquals(List.of(), bob.got);
    }

    @Test
    void whoStaysAwayForTooLongIsForgotten() {
        var ann = new Client("ann");
        ann.cut();
        loop.advance(MOST.minusNanos(1));
        assertTrue(ann.comesBack());
        ann.cut();
        loop.advance(MOST);
        assertFalse(ann.comesBack());
        assertTrue(log.next().contains("away for more than PT2M"));
        loop.advance(Duration.ofHours(1));
        assertEquals(0, recovery.bytes());
        assertEquals(0, loop.alarms());
    }

    /** Its last event was dropped long ago; it has got all that was sent to it since. */
    @Test
    void whoWasIdleForHoursComesBack() {
        var ann = new Client("ann");
        emit("1", ann);
        for (int hour = 0; hour < 5; hour++) {
            loop.advance(Duration.ofHours(1));
            emit("to others", Set.of("blue"), Set.of());
        }
        ann.connected = false;
        emit("under way", ann);
        loop.advance(SILENCE);
        ann.cut();
        loop.advance(MOST.minusSeconds(1));
        emit("2");
        assertTrue(ann.comesBack());
        assertEquals(List.of("1", "under way", "2"), ann.got);
    }

    @Test
    void aStateIsGivenOnceUnlessItIsGivenBack() {
        var ann = new Client("ann");
        ann.cut();
        recovery.claim("/", ann.state.pid(), null, null, recovery::giveBack);
        recovery.claim("/", ann.state.pid(), null, null, first -> assertEquals("ann", first.id()));
        assertFalse(ann.comesBack());
    }

    @Test
    void aClientThatIsHereTwiceReplacesItsFirstConnection() {
        var ann = new Client("ann");
        emit("1", ann);
        assertTrue(ann.comesBack());
        assertEquals(List.of("ann"), replaced);
        emit("2", ann);
        assertEquals(List.of("1", "2"), ann.got);
    }

    @Test
    void whatIsNoOffsetOfOursIsRefusedAndTheLogSaysWhy() {
        for (String bad : List.of("", "x", "a volatile event's text", "....0")) {
            var ann = new Client("ann");
            emit("1", ann);
            ann.cut();
            ann.offset = bad;
            assertFalse(ann.comesBack(), bad);
        }
        var ann = new Client("ann");
        emit("1", ann);
        String first = ann.offset;
        ann.cut();
        ann.offset = first.substring(0, first.indexOf('.') + 1) + "zzzz";      // one to come
        assertFalse(ann.comesBack());
        assertTrue(log.next().contains("a volatile event"));
        assertTrue(log.isEmpty(), "it says so once a minute");
    }

    @Test
    void anotherNamespaceHasOtherStates() {
        var ann = new Client("ann");
        recovery.claim("/other", ann.state.pid(), null, null, state -> assertNull(state));
        assertEquals(List.of(), replaced);
        ann.cut();
        recovery.claim("/other", ann.state.pid(), null, null, state -> assertNull(state));
    }

    @Test
    void memoryIsBoundedAndTheOldestGoFirst() {
        var ann = new Client("ann");
        var bob = new Client("bob");
        emit("1", ann, bob);
        ann.cut();
        for (int i = 0; i < 1_000; i++) {
            emit("x".repeat(100), bob);
            assertTrue(recovery.bytes() <= MAX_BYTES, recovery.bytes() + " bytes");
        }
        bob.cut();
        emit("last");
        assertTrue(bob.comesBack());                    // it has missed one event, and that is there
        assertFalse(ann.comesBack());
        assertTrue(log.next().contains("-Xmx"));
    }

    @Test
    void socketsThatAreAwayAreBoundedToo() {
        for (int i = 0; i < 10_000; i++) {
            new Client("c" + i).cut();
            assertTrue(recovery.bytes() <= MAX_BYTES);
        }
        var last = new Client("last");
        last.cut();
        assertTrue(last.comesBack());
    }

    @Test
    void whatTheApplicationKeepsOfThemCountsAsFarAsItIsKnown() {
        var ann = new Client("ann");
        ann.data = Map.of("text", "x".repeat(10_000), "object", new Object());
        ann.cut();
        assertTrue(recovery.bytes() > 20_000, recovery.bytes() + " bytes");
        assertTrue(ann.comesBack());
        assertEquals(0, recovery.bytes());
        var bob = new Client("bob");
        bob.data = Map.of("text", "x".repeat((int) MAX_BYTES));
        bob.cut();
        assertFalse(bob.comesBack());
    }

    /** What is replayed is old when it is sent, so that it may be dropped before it is missed a second time. */
    @Test
    void whoWasCutOffTwiceAndHasMissedWhatIsDroppedIsNew() {
        var ann = new Client("ann");
        ann.cut();
        emit("1");
        loop.advance(MOST.minusSeconds(10));
        String none = ann.offset;
        assertTrue(ann.comesBack());
        ann.offset = none;                              // it did not arrive
        ann.got.clear();
        ann.cut();
        loop.advance(MOST.minusSeconds(5));
        assertFalse(ann.comesBack());
        assertTrue(log.next().contains("away twice"));
    }

    @Test
    void whoWasCutOffTwiceGetsWhatIsStillKept() {
        var ann = new Client("ann");
        ann.cut();
        emit("1");
        assertTrue(ann.comesBack());
        ann.offset = null;                              // it did not arrive
        ann.cut();
        assertTrue(ann.comesBack());
        assertEquals(List.of("1", "1"), ann.got);
    }

    @Test
    void whatIsSentWhileAClientIsBeingAdmittedIsNotLost() {
        var ann = new Client("ann");
        ann.cut();
        recovery.claim("/", ann.state.pid(), null, null, found -> {
            emit("meanwhile");
            assertTrue(recovery.enterAgain(found, null, found.rooms(), ann::replace, ann::arrives, () -> { }));
        });
        assertEquals(List.of("meanwhile"), ann.got);
    }

    @Test
    void aStateThatIsGivenBackStillEnds() {
        var ann = new Client("ann");
        ann.cut();
        loop.advance(MOST.minusSeconds(1));
        recovery.claim("/", ann.state.pid(), null, null, recovery::giveBack);
        loop.advance(Duration.ofSeconds(1));
        assertFalse(ann.comesBack());
    }

    @Test
    void admittingMayNotTakeForEver() {
        var ann = new Client("ann");
        ann.cut();
        recovery.claim("/", ann.state.pid(), null, null, found -> {
            loop.advance(MOST.plus(SILENCE));
            assertFalse(recovery.enterAgain(found, null, found.rooms(), ann::replace, ann::arrives, () -> { }));
        });
    }

    @Test
    void onlyWhatIsForTheRoomsThatItWillBeInIsSent() {
        var ann = new Client("ann");
        ann.cut();
        emit("red", Set.of("red"), Set.of());
        emit("blue", Set.of("blue"), Set.of());
        recovery.claim("/", ann.state.pid(), null, null, found -> assertTrue(
                recovery.enterAgain(found, null, Set.of("ann", "blue"), ann::replace, ann::arrives, () -> { })));
        assertEquals(List.of("blue"), ann.got);
    }

    @Test
    void noOffsetIsOlderThanOneBefore() {
        var ann = new Client("ann");
        emit("1", ann);
        String old = ann.offset;
        emit("2", ann);
        ann.cut();
        assertTrue(ann.comesBack());
        ann.cut();
        ann.offset = old;
        assertFalse(ann.comesBack());
    }

    /** An application's own lists and maps may be changed by another thread, or fail in any way. */
    @Test
    void dataThatCannotBeMeasuredIsGuessed() {
        assertEquals(1_000, Recovery.bytesOf(Map.of("x", new AbstractList<>() {
            @Override
            public Object get(int index) {
                throw new ConcurrentModificationException();
            }

            @Override
            public int size() {
                return 1;
            }
        })));
    }

    @Test
    void theNumberIsTheLastArgument() {
        var ann = new Client("ann");
        emit("1", ann);
        assertTrue(ann.offset.matches("[\\w-]{4}\\.0"), ann.offset);
    }
}
