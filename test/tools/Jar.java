import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs files of a folder into a jar, the same whenever it is built. It is a hundredth smaller than that of the JDK's {@code jar},
 * which neither compresses as well as it could nor knows a file's sizes before it has written it, and so adds them behind it.
 *
 * <pre>{@code java test/tools/Jar.java <jar> <folder> <file in the folder>…}</pre>
 */
class Jar {
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        try (var jar = new ZipOutputStream(Files.newOutputStream(Path.of(args[0])))) {
            jar.setLevel(Deflater.BEST_COMPRESSION);
            for (String name : List.of(args).subList(2, args.length)) {
                byte[] content = Files.readAllBytes(folder.resolve(name));
                jar.putNextEntry(entry(name, content));
                jar.write(content);
            }
        }
    }

    /** {@return an entry that knows its sizes before it is written: the stream then has none to add behind it} */
    private static ZipEntry entry(String name, byte[] content) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        var checksum = new CRC32();
        checksum.update(content);
        var entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        entry.setCrc(checksum.getValue());
        entry.setSize(content.length);
        entry.setCompressedSize(deflater.deflate(new byte[2 * content.length + 100]));
        deflater.end();
        return entry;
    }
}
