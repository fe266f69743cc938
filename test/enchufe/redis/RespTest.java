package enchufe.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RESP 2, with the examples of its specification. */
class RespTest {
    private static RespReader reader(String text) {
        return new RespReader(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
    }

    private static Object read(String text) throws IOException {
        return reader(text).read();
    }

    @Test
    void commandsAreArraysOfBulkStrings() {
        assertEquals("*2\r\n$4\r\nLLEN\r\n$6\r\nmylist\r\n", new String(RespCommand.of("LLEN", "mylist"), UTF_8));
        assertEquals("*3\r\n$2\r\né\r\n$0\r\n\r\n$1\r\n7\r\n", new String(RespCommand.of("é", new byte[0], 7), UTF_8));
        assertArrayEquals(new byte[] {'*', '1', '\r', '\n', '$', '2', '\r', '\n', -1, 13, '\r', '\n'},
                RespCommand.of(new byte[] {-1, 13}));
    }

    @Test
    void eachType() throws IOException {
        assertEquals("OK", read("+OK\r\n"));
        assertEquals("ERR unknown command 'asdf'", assertInstanceOf(RedisException.class,
                read("-ERR unknown command 'asdf'\r\n")).getMessage());
        assertEquals(1000L, read(":1000\r\n"));
        assertEquals(-1L, read(":-1\r\n"));
        assertArrayEquals("hello".getBytes(UTF_8), (byte[]) read("$5\r\nhello\r\n"));
        assertArrayEquals(new byte[] {-1, 13, 10}, (byte[]) read("$3\r\n\u00ff\r\n\r\n"));
        assertArrayEquals(new byte[0], (byte[]) read("$0\r\n\r\n"));
        assertNull(read("$-1\r\n"));
        assertNull(read("*-1\r\n"));
        assertEquals(List.of(), read("*0\r\n"));
        assertEquals(List.of(1L, List.of("a", 2L)), read("*2\r\n:1\r\n*2\r\n+a\r\n:2\r\n"));
    }

    @Test
    void oneAfterTheOther() throws IOException {
        RespReader reader = reader("+a\r\n:1\r\n");
        reader.await();
        assertEquals("a", reader.read());
        reader.await();
        assertEquals(1L, reader.read());
        assertThrows(EOFException.class, reader::await);
    }

    @Test
    void whatIsNoRespIsRefused() {
        for (String bad : List.of("HTTP/1.1 400 Bad Request\r\n", "\r\n", ":x\r\n", ":\r\n", "$-2\r\n", "$536870913\r\n",
                "*1000001\r\n", "+a\rb", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", "$3\r\nabcd\r\n")) {
            assertThrows(IOException.class, () -> read(bad), bad);
        }
        assertThrows(IOException.class, () -> read("+" + "a".repeat(RespReader.MAX_LINE) + "\r\n"));
    }

    @Test
    void eachPrefixEndsInTheMiddle() {
        String whole = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n";
        for (int length = 0; length < whole.length(); length++) {
            String part = whole.substring(0, length);
            assertThrows(EOFException.class, () -> read(part), part);
        }
    }

    @Test
    void anAnnouncedLengthTakesNoMemory() {
        assertThrows(EOFException.class, () -> read("$" + RespReader.MAX_BULK + "\r\nabc"));
        assertThrows(EOFException.class, () -> read("*" + RespReader.MAX_ARRAY + "\r\n:1\r\n"));
    }

    @Test
    void addresses() {
        assertEquals(new RedisAddress("localhost", 6379, false, null, null, 0), RedisAddress.of("redis://localhost"));
        assertEquals(new RedisAddress("::1", 7000, true, "me", "a:b@c", 3), RedisAddress.of("rediss://me:a:b%40c@[::1]:7000/3"));
        assertEquals(new RedisAddress("h", 6379, false, null, "a+b", 0), RedisAddress.of("redis://:a%2Bb@h/"));
        assertEquals("a+b", RedisAddress.of("redis://:a+b@h").password());
        assertEquals("Redis at h:6379", RedisAddress.of("redis://me:secret@h").toString());
        for (String bad : List.of("localhost:6379", "http://localhost", "redis://", "redis://h/x", "redis://h/1/2", "redis:// h")) {
            String message = assertThrows(IllegalArgumentException.class, () -> RedisAddress.of(bad), bad).getMessage();
            assertEquals(true, message.contains("redis://user:password@host:6379/0"), message);
        }
    }

    @Test
    void loggingIn() {
        assertEquals(1, RedisAddress.of("redis://h").login().size());
        List<byte[]> commands = RedisAddress.of("redis://me:secret@h/2").login();
        assertArrayEquals(RespCommand.of("AUTH", "me", "secret"), commands.get(0));
        assertArrayEquals(RespCommand.of("SELECT", 2), commands.get(1));
        assertArrayEquals(RespCommand.of("AUTH", "secret"), RedisAddress.of("redis://:secret@h").login().get(0));
    }
}
