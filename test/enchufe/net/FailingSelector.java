package enchufe.net;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A selector without channels that fails for a while, or for good. */
final class FailingSelector extends AbstractSelector {
    private final AtomicInteger left;
    private final int every;
    private final Throwable fault;

    /** Makes one that is asked so many times until it is whole, and fails every so many times. */
    FailingSelector(int times, int every) {
        this(times, every, new IOException("expected by the test"));
    }

    FailingSelector(int times, int every, Throwable fault) {
        super(SelectorProvider.provider());
        this.left = new AtomicInteger(times);
        this.every = every;
        this.fault = fault;
    }

    boolean isWhole() {
        return left.get() <= 0;
    }

    @Override
    public int select(Consumer<SelectionKey> action, long timeout) throws IOException {
        return selectNow(action);
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) throws IOException {
        if (left.getAndDecrement() > 0 && left.get() % every == 0) {
            if (fault instanceof Error error) {
                throw error;
            }
            throw (IOException) fault;
        }
        return 0;
    }

    @Override
    public int selectNow() {
        return 0;
    }

    @Override
    public int select(long timeout) {
        return 0;
    }

    @Override
    public int select() {
        return 0;
    }

    @Override
    public Selector wakeup() {
        return this;
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        throw new UnsupportedOperationException();
    }
}
