package enchufe.msgpack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes plain values as MessagePack, each in its shortest form; no extensions, since libraries differ on those. */
public final class MsgpackWriter {
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(UTF_8);
    private static final int LARGE = 10_000;

    private final CharsetEncoder utf8 = UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE).replaceWith(REPLACEMENT);
    private final List<byte[]> pieces = new ArrayList<>();          // large binary data, not copied twice, and what is before each
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private MsgpackWriter() {}

    /**
     * {@return a value as MessagePack}
     *
     * @param value {@code null}, {@code Boolean}, {@code Long}, {@code Integer}, {@code Double}, {@code String}, {@code byte[]}, or
     *     a {@code List} or a {@code Map} of these, nested at most as deeply as the stack allows
     * @throws IllegalArgumentException if it is something else
     */
    public static byte[] write(Object value) {
        var writer = new MsgpackWriter();
        try {
            writer.writeValue(value);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return writer.joined();
    }

    private byte[] joined() {
        byte[] last = bytes.toByteArray();
        if (pieces.isEmpty()) {
            return last;
        }
        pieces.add(last);
        var all = ByteBuffer.allocate(pieces.stream().mapToInt(piece -> piece.length).sum());
        pieces.forEach(all::put);
        return all.array();
    }

    private void writeValue(Object value) throws IOException {
        if (value == null) {
            out.writeByte(0xC0);
        } else if (value instanceof String text) {
            writeText(text);
        } else if (value instanceof Long || value instanceof Integer) {
            writeInteger(((Number) value).longValue());
        } else if (value instanceof Map<?, ?> map) {
            writeHeader(0x80, 0x10, 0, 0xDE, map.size());
            for (Map.Entry<?, ?> member : map.entrySet()) {
                writeValue(member.getKey());
                writeValue(member.getValue());
            }
        } else if (value instanceof List<?> list) {
            writeHeader(0x90, 0x10, 0, 0xDC, list.size());
            for (Object element : list) {
                writeValue(element);
            }
        } else if (value instanceof byte[] data) {
            writeHeader(0, 0, 0xC4, 0xC5, data.length);
            writeData(data);
        } else if (value instanceof Boolean is) {
            out.writeByte(is ? 0xC3 : 0xC2);
        } else if (value instanceof Double number) {
            out.writeByte(0xCB);
            out.writeDouble(number);
        } else {
            throw new IllegalArgumentException("no plain value: " + value.getClass().getName());
        }
    }

    private void writeData(byte[] data) throws IOException {
        if (data.length < LARGE) {
            out.write(data);
        } else {
            pieces.add(bytes.toByteArray());
            pieces.add(data);
            bytes.reset();
        }
    }

    /** Writes UTF-8; a lone surrogate, which it cannot encode, becomes U+FFFD, as in browsers. */
    private void writeText(String text) throws IOException {
        ByteBuffer encoded = utf8.encode(CharBuffer.wrap(text));
        writeHeader(0xA0, 0x20, 0xD9, 0xDA, encoded.remaining());
        out.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
    }

    /**
     * Writes what begins a value that has a length.
     *
     * @param fixed the header that contains the length
     * @param limit the lengths below it fit that header; 0 if there is none
     * @param one the header before a length of one byte; 0 if there is none
     * @param two the header before a length of two bytes; that of four follows it
     */
    private void writeHeader(int fixed, int limit, int one, int two, int length) throws IOException {
        if (length < limit) {
            out.writeByte(fixed | length);
        } else if (length < 0x100 && one != 0) {
            out.writeByte(one);
            out.writeByte(length);
        } else if (length < 0x10000) {
            out.writeByte(two);
            out.writeShort(length);
        } else {
            out.writeByte(two + 1);
            out.writeInt(length);
        }
    }

    private void writeInteger(long value) throws IOException {
        if (value >= -0x20 && value < 0x80) {
            out.writeByte((int) value);
        } else if (value >= 0 ? value < 0x100 : value >= -0x80) {
            out.writeByte(value >= 0 ? 0xCC : 0xD0);
            out.writeByte((int) value);
        } else if (value >= 0 ? value < 0x10000 : value >= -0x8000) {
            out.writeByte(value >= 0 ? 0xCD : 0xD1);
            out.writeShort((int) value);
        } else if (value >= 0 ? value < 0x1_0000_0000L : value >= Integer.MIN_VALUE) {
            out.writeByte(value >= 0 ? 0xCE : 0xD2);
            out.writeInt((int) value);
        } else {
            out.writeByte(value >= 0 ? 0xCF : 0xD3);
            out.writeLong(value);
        }
    }
}
