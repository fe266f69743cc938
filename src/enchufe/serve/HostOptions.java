package enchufe.serve;

import enchufe.engine.EngineOptions;
import enchufe.net.HttpTimeouts;
import java.util.concurrent.Executor;

/**
 * The settings of what a server runs on.
 *
 * @param loops how many threads read from the network
 * @param executor runs the handlers; null for a pool of the server's own
 * @param maxConnections how many connections there may be
 * @param maxRequestBody the limit of a request's body to a page, in bytes
 * @param maxPageThreads how many threads serve pages
 * @param timeouts how long HTTP requests and answers may take
 * @param engine those of Engine.IO
 */
public record HostOptions(int loops, Executor executor, int maxConnections, int maxRequestBody, int maxPageThreads,
        HttpTimeouts timeouts, EngineOptions engine) {}
