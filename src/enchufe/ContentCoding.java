package enchufe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** How content is compressed on its way (RFC 9110 §8.4.1), the best first. */
enum ContentCoding {
    GZIP, DEFLATE, IDENTITY;

    /** A coding and perhaps its weight (RFC 9110 §12.4.2, §12.5.3). */
    private static final Pattern ELEMENT =
            Pattern.compile("([^\\s;]+)(?:[ \t]*;[ \t]*[qQ]=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?))?");

    /**
     * {@return the coding that a client likes best; if it accepts none, then {@code IDENTITY}, which any client can read}
     *
     * @param acceptEncoding the values of its {@code Accept-Encoding}, separated by commas; empty if it has none
     */
    static ContentCoding negotiate(String acceptEncoding) {
        var weights = new HashMap<String, Double>();
        for (String element : acceptEncoding.split(",")) {
            Matcher matcher = ELEMENT.matcher(element.strip());
            if (matcher.matches()) {
                double weight = matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2));
                weights.put(matcher.group(1).toLowerCase(Locale.ROOT), weight);
            }
        }
        double others = weights.getOrDefault("*", 0.0);
        ContentCoding best = IDENTITY;
        double most = 0;
        for (ContentCoding coding : values()) {
            double weight = weights.getOrDefault(coding.token(), others);
            if (weight > most) {
                best = coding;
                most = weight;
            }
        }
        return best;
    }

    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    byte[] encode(byte[] content) throws IOException {
        if (this == IDENTITY) {
            return content;
        }
        var bytes = new ByteArrayOutputStream();
        // DEFLATE is the zlib format, for all its name says (RFC 9110 §8.4.1.2).
        try (OutputStream out = this == GZIP ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
