package enchufe.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProxiesTest {
    private static final Peer PROXY = peer("10.0.0.1");

    private final Proxies proxies = Proxies.of("10.0.0.0/8", "fd00::/8");

    private static Peer peer(String address) {
        return new Peer(new InetSocketAddress(address, 1234), false);
    }

    private static RequestHead head(String... namesAndValues) {
        return new RequestHead("GET", "/", "HTTP/1.1", Headers.of(List.of(namesAndValues)));
    }

    private String client(String... namesAndValues) {
        return address(proxies.client(head(namesAndValues), PROXY));
    }

    private static String address(Peer peer) {
        return peer.address().getAddress().getHostAddress();
    }

    @Test
    void whoIsNoProxyIsNotBelieved() {
        Peer stranger = peer("203.0.113.9");
        RequestHead lie = head("X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil", "Host", "me");
        assertSame(stranger, proxies.client(lie, stranger));
        assertEquals("me", proxies.host(lie, stranger));
        assertSame(PROXY, Proxies.NONE.client(lie, PROXY));
        assertEquals("me", Proxies.NONE.host(lie, PROXY));
        assertEquals("evil", proxies.host(lie, PROXY));
    }

    @Test
    void theClientIsTheLastThatIsNoProxy() {
        assertEquals("192.0.2.1", client("X-Forwarded-For", "192.0.2.1"));
        assertEquals("192.0.2.1", client("X-Forwarded-For", "192.0.2.1, 10.7.7.7,10.0.0.9"));
        assertEquals("192.0.2.1", client("X-Forwarded-For", "192.0.2.1", "X-Forwarded-For", "10.7.7.7"));
        assertEquals("192.0.2.2", client("X-Forwarded-For", "a lie of the client, 127.0.0.1, 192.0.2.2"));
        assertEquals("2001:db8:0:0:0:0:0:1", client("X-Forwarded-For", "2001:db8::1, fd12::7"));
        assertEquals("192.0.2.1", client("X-Forwarded-For", "192.0.2.1:4711"));
        assertEquals("2001:db8:0:0:0:0:0:1", client("X-Forwarded-For", "[2001:db8::1]:4711"));
    }

    @Test
    void whatIsNoAddressEndsTheWayBack() {
        assertEquals("10.0.0.1", client("X-Forwarded-For", "unknown"));
        assertEquals("10.0.0.2", client("X-Forwarded-For", "192.0.2.1, example.org, 10.0.0.2"));
        for (String odd : List.of("", ",", "1.2.3", "1.2.3.4.5", "999.1.1.1", "256.1.1.1", ".a:b", "1.2.3.256", "abc.de", ":", ":::", "1::2::3", "[", "[]:1", "_hidden")) {
            assertEquals("10.0.0.1", client("X-Forwarded-For", odd), odd);
        }
        assertEquals("10.0.0.1", client());
    }

    @Test
    void forwarded() {
        assertEquals("192.0.2.60", client("Forwarded", "for=192.0.2.60;proto=http;by=203.0.113.43"));
        assertEquals("2001:db8:cafe:0:0:0:0:17", client("Forwarded", "For=\"[2001:db8:cafe::17]:4711\""));
        assertEquals("192.0.2.43", client("Forwarded", "for=192.0.2.43, for=10.1.1.1"));
        assertEquals("192.0.2.1", client("X-Forwarded-For", "192.0.2.1", "Forwarded", "for=198.51.100.1"), "it may be the client's");
        assertEquals("10.0.0.1", client("X-Forwarded-Proto", "https", "Forwarded", "for=198.51.100.1"), "it may be the client's");
        RequestHead all = head("Forwarded", "for=192.0.2.60;proto=https;host=chat.example");
        assertTrue(proxies.client(all, PROXY).secure());
        assertEquals("chat.example", proxies.host(all, PROXY));
    }

    @Test
    void schemeAndHost() {
        assertTrue(proxies.client(head("X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "https"), PROXY).secure());
        assertTrue(proxies.client(head("X-Forwarded-Proto", "wss"), PROXY).secure());
        assertEquals(false, proxies.client(head("X-Forwarded-Proto", "https, http"), PROXY).secure());
        assertEquals("a.example", proxies.host(head("Host", "inner", "X-Forwarded-Host", "a.example"), PROXY));
        assertEquals("inner", proxies.host(head("Host", "inner"), PROXY));
    }

    @Test
    void networks() {
        assertEquals("192.0.2.1", address(Proxies.of("loopback").client(head("X-Forwarded-For", "192.0.2.1"), peer("127.0.0.9"))));
        assertEquals("192.0.2.1", address(Proxies.of("loopback").client(head("X-Forwarded-For", "192.0.2.1"), peer("::1"))));
        assertEquals("192.0.2.1", address(Proxies.of("private").client(head("X-Forwarded-For", "192.0.2.1"), peer("172.31.0.1"))));
        assertEquals("172.32.0.1", address(Proxies.of("private").client(head("X-Forwarded-For", "192.0.2.1"), peer("172.32.0.1"))));
        assertEquals("10.0.0.2", address(Proxies.of("10.0.0.1").client(head("X-Forwarded-For", "192.0.2.1"), peer("10.0.0.2"))));
        assertEquals("192.0.2.1", address(Proxies.of("0.0.0.0/0").client(head("X-Forwarded-For", "192.0.2.1"), peer("8.8.8.8"))));
        for (String bad : List.of("", "localhost", "10.0.0.0/33", "10.0.0.0/", "::1/129", "10.0.0.0/-1", "1.2.3", "/8")) {
            String message = assertThrows(IllegalArgumentException.class, () -> Proxies.of(bad), bad).getMessage();
            assertTrue(message.contains("\"" + bad + "\"") && message.contains("10.0.0.0/8"), message);
        }
    }
}
