package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An exchange of the JDK's in memory, strict about how it is completed. {@link FakeLoopExchange} is one on the loop. */
class FakeExchange extends HttpExchange {
    static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 4711);

    private final String method;
    private final URI uri;
    private final Headers requestHeaders = new Headers();
    private final Headers responseHeaders = new Headers();
    private final CompletableFuture<String> completed = new CompletableFuture<>();
    private final ByteArrayOutputStream response = new ByteArrayOutputStream();
    private InputStream body;
    private int status = -1;
    private long length;

    FakeExchange(String method, String query, byte[] body) {
        this.method = method;
        this.uri = URI.create("/engine.io/?" + query);
        this.body = new ByteArrayInputStream(body);
    }

    FakeExchange header(String name, String value) {
        requestHeaders.add(name, value);
        return this;
    }

    FakeExchange body(InputStream stream) {
        body = stream;
        return this;
    }

    boolean isCompleted() {
        return completed.isDone();
    }

    /** {@return status and body, waiting for them if another thread is about to complete the exchange} */
    String answer() {
        try {
            return completed.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer to " + method + " " + uri, e);
        }
    }

    /** {@return the status, waiting for it likewise} */
    String status() {
        return answer().substring(0, 3);
    }

    @Override
    public void sendResponseHeaders(int code, long responseLength) throws IOException {
        if (status != -1) {
            throw new IOException("headers already sent");
        }
        status = code;
        length = Math.max(responseLength, 0);
    }

    @Override
    public OutputStream getResponseBody() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                response.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                response.write(bytes, from, count);
            }

            @Override
            public void close() {
                if (status == -1 || response.size() != length) {
                    completed.completeExceptionally(new AssertionError("body closed before it was complete"));
                } else {
                    completed.complete(status + " " + response.toString(UTF_8));
                }
            }
        };
    }

    @Override
    public void close() {
        completed.completeExceptionally(new AssertionError("exchange closed"));
    }

    @Override
    public Headers getRequestHeaders() {
        return requestHeaders;
    }

    @Override
    public Headers getResponseHeaders() {
        return responseHeaders;
    }

    @Override
    public URI getRequestURI() {
        return uri;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public HttpContext getHttpContext() {
        return null;
    }

    @Override
    public InputStream getRequestBody() {
        return body;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return ADDRESS;
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return ADDRESS;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public Object getAttribute(String name) {
        return null;
    }

    @Override
    public void setAttribute(String name, Object value) {}

    @Override
    public void setStreams(InputStream in, OutputStream out) {}

    @Override
    public HttpPrincipal getPrincipal() {
        return null;
    }
}
