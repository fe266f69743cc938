package enchufe.serve;

import enchufe.engine.EngineOptions;
import enchufe.net.HttpTimeouts;
import enchufe.tls.Tls;
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
 * @param deflateThreshold from which length on messages are compressed, for clients that offer it; negative for no compression
 * @param announce whether the log says where the server listens
 * @param tls for https and wss; null for plain HTTP
 */
public record HostOptions(int loops, Executor executor, int maxConnections, int maxRequestBody, int maxPageThreads,
        HttpTimeouts timeouts, EngineOptions engine, int deflateThreshold, boolean announce, Tls tls) {}
