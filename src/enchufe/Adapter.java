package enchufe;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Makes several servers one: what is emitted on one of them reaches the sockets of all. Without an adapter, a server knows only its
 * own sockets. The one over Redis is {@code enchufe.redis.RedisAdapter}; a broker of another kind takes another implementation of
 * this interface.
 *
 * <p>The server serves its own sockets itself, in memory; the adapter sees to the other servers. All values are plain ones:
 * {@code null}, {@code Boolean}, {@code Long}, {@code Double}, {@code String}, {@code byte[]}, and {@code List} and {@code Map} of
 * these. Its methods are called on any thread, a loop too, and under locks: they may neither wait for anything nor call the server.
 */
@FunctionalInterface
public interface Adapter {
    /** {@return the cluster, which a new server has joined} */
    Cluster join();

    /** A cluster, as one of its servers sees it. */
    interface Cluster extends AutoCloseable {
        /**
         * This server has a namespace from now on.
         *
         * @param namespace its name, with the slash
         * @param local its part on this server, for what the other servers ask. May be called on any thread
         * @return its parts on all other servers
         */
        Node open(String namespace, Local local);

        /** This server leaves the cluster. */
        @Override
        void close();
    }

    /** The part of a namespace that one server has, or all other servers. */
    interface Node {
        /**
         * Sends an event.
         *
         * @param data the event's name and its arguments
         * @param options to whom, and how
         */
        void emit(List<Object> data, BroadcastOptions options);

        /**
         * Sends an event, and requests an acknowledgement from each recipient.
         *
         * @param data the event's name and its arguments
         * @param options to whom, how, and how long to wait
         * @param acks takes the acknowledgements
         */
        void emitWithAck(List<Object> data, BroadcastOptions options, Acks acks);

        /**
         * Makes sockets join rooms.
         *
         * @param options which ones
         * @param rooms the rooms
         */
        void socketsJoin(BroadcastOptions options, Collection<String> rooms);

        /**
         * Makes sockets leave rooms.
         *
         * @param options which ones
         * @param rooms the rooms
         */
        void socketsLeave(BroadcastOptions options, Collection<String> rooms);

        /**
         * Disconnects sockets.
         *
         * @param options which ones
         * @param close whether their connections are closed too
         */
        void disconnectSockets(BroadcastOptions options, boolean close);

        /**
         * {@return the sockets; or fails if not all servers have answered in time}
         *
         * @param options which ones
         */
        CompletionStage<List<RemoteSocket.State>> fetchSockets(BroadcastOptions options);

        /** {@return the names of all rooms; or fails if not all servers have answered in time} */
        CompletionStage<Set<String>> allRooms();

        /**
         * Tells listeners of the server, not clients: {@link Namespace#onServerSideEmit}.
         *
         * @param data the event's name and its arguments
         * @param acks takes one acknowledgement from each server; null if none is requested
         */
        void serverSideEmit(List<Object> data, Acks acks);

        /** The namespace has been removed from this server. */
        void close();
    }

    /** The part of a namespace that this server has. Safe from any thread. */
    interface Local extends Node {
        /**
         * {@return whether anybody is in a room, so that what is sent to it need not be decoded if nobody is}
         *
         * @param room the room, or a socket id
         */
        boolean hasRoom(String room);
    }

    /** Takes acknowledgements. Safe from any thread. */
    interface Acks {
        /**
         * Acknowledgements are requested.
         *
         * @param recipients from how many more
         */
        void expect(int recipients);

        /**
         * One has arrived.
         *
         * @param arguments what the recipient has sent
         */
        void arrived(List<Object> arguments);

        /**
         * No more will arrive. Called once.
         *
         * @param error why some are missing; null if all that were expected have arrived
         */
        void end(RuntimeException error);
    }
}
