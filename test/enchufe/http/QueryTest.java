package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void parametersKeepTheirOrder() {
        assertEquals(List.of("EIO", "transport", "a"), List.copyOf(Query.parse("EIO=4&transport=polling&a=1").keySet()));
    }

    @Test
    void ofARepeatedParameterTheLastCounts() {
        assertEquals(Map.of("a", "3", "b", "2"), Query.parse("a=1&b=2&a=3"));
    }

    @Test
    void valuesMayBeMissingOrEmpty() {
        assertEquals(Map.of("a", "", "b", "", "", "c"), Query.parse("a&&b=&=c&"));
        assertEquals(Map.of(), Query.parse(""));
        assertEquals(Map.of(), Query.parse("&&"));
    }

    @Test
    void onlyTheFirstEqualsSignSeparates() {
        assertEquals(Map.of("a", "b=c"), Query.parse("a=b=c"));
    }

    @Test
    void escapesAreUtf8Bytes() {
        assertEquals(Map.of("é", "€ 😀"), Query.parse("%C3%a9=%E2%82%AC%20%F0%9F%98%80"));
        assertEquals(Map.of("q", "a b+&="), Query.parse("q=a+b%2B%26%3D"));
        assertEquals(Map.of("q", "ü x"), Query.parse("q=ü+x"));
    }

    @Test
    void badEscapesStayAsTheyAre() {
        assertEquals(Map.of("q", "100% %zz %4 %"), Query.parse("q=100%+%zz+%4+%"));
    }

    @Test
    void malformedUtf8IsReplaced() {
        assertEquals(Map.of("q", "a\uFFFDb"), Query.parse("q=a%FFb"));
        assertEquals(Map.of("q", "\uFFFD"), Query.parse("q=%E2%82"));
    }

    @Test
    void parametersOverTheLimitAreIgnored() {
        String query = IntStream.rangeClosed(0, Query.MAX_PARAMETERS).mapToObj(i -> "p" + i + "=1")
            .collect(Collectors.joining("&"));
        Map<String, String> parameters = Query.parse(query);
        assertEquals(Query.MAX_PARAMETERS, parameters.size());
        assertEquals("1", parameters.get("p" + (Query.MAX_PARAMETERS - 1)));
        assertNull(parameters.get("p" + Query.MAX_PARAMETERS));
    }

    /** A form may be large. If each name without a value looked through all of it, this would take hours. */
    @Test
    void namesWithoutAValueAreReadOnce() {
        String form = "a&".repeat(Query.MAX_PARAMETERS) + "x".repeat(50_000_000);
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            for (int i = 0; i < 1_000; i++) {
                assertEquals(Map.of("a", ""), Query.parse(form));
            }
        });
    }

    @Test
    void theMapCannotBeChanged() {
        assertThrows(UnsupportedOperationException.class, () -> Query.parse("a=1").clear());
    }
}
