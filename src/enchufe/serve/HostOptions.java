package enchufe.serve;

import enchufe.engine.EngineOptions;
import enchufe.net.HttpTimeouts;
import java.util.concurrent.Executor;

/**
 * The settings of a {@link Host}.
 *
 * @param loops the number of threads that read from the network
 * @param executor runs the handlers; null for the server's own pool
 * @param maxConnections the most connections
 * @param maxRequestBody the limit for a request's body to a page, in bytes
 * @param maxPageThreads the most threads that serve pages
 * @param timeouts how long HTTP requests and responses may take
 * @param engine the settings of Engine.IO
 */
public record HostOptions(int loops, Executor executor, int maxConnections, int maxRequestBody, int maxPageThreads,
        HttpTimeouts timeouts, EngineOptions engine) {}
