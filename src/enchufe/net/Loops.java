package enchufe.net;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The loops of one server. Connections are dealt to them in turn, and stay where they are dealt, unless they turn out to belong
 * to a session on another loop: then they move there.
 */
public final class Loops {
    private final List<Loop> loops;
    private final AtomicInteger dealt = new AtomicInteger();

    /**
     * Makes loops.
     *
     * @param name the threads' name; several are numbered
     * @param count how many
     */
    public Loops(String name, int count) {
        loops = IntStream.rangeClosed(1, count).mapToObj(i -> new Loop(count == 1 ? name : name + '-' + i)).toList();
    }

    /** Starts the threads. */
    public void start() {
        loops.forEach(Loop::start);
    }

    /** Ends each loop after its present turn; their channels are to be closed before. */
    public void stop() {
        loops.forEach(Loop::stop);
    }

    /** {@return whether the calling thread is one of them} */
    public boolean inLoop() {
        return loops.stream().anyMatch(Loop::inLoop);
    }

    /** {@return the one that accepts connections, and does what belongs to none} */
    public Loop first() {
        return loops.get(0);
    }

    /** {@return the next in turn} */
    Loop deal() {
        return loops.size() == 1 ? first() : loops.get(Math.floorMod(dealt.getAndIncrement(), loops.size()));
    }

    /** {@return the calling thread, if it is one of them; else the next in turn} */
    public Loop current() {
        for (Loop loop : loops) {
            if (loop.inLoop()) {
                return loop;
            }
        }
        return deal();
    }

    /** {@return completed on a loop when all loops have done what they have been told to do so far} */
    public CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(loops.stream()
                .map(loop -> CompletableFuture.runAsync(() -> { }, loop))
                .toArray(CompletableFuture[]::new));
    }

    boolean isAlone() {
        return loops.size() == 1;
    }

    void forEach(Consumer<Loop> action) {
        loops.forEach(action);
    }
}
