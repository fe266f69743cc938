package enchufe.serve;

import enchufe.log.Misuse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A folder beside a class, wherever the class path has it: in a jar, or in a folder of classes. */
final class ClassPathFolder {
    /** The jars that pages come from. They stay open, as they do for classes. */
    private static final Map<Path, FileSystem> JARS = new ConcurrentHashMap<>();

    private ClassPathFolder() {}

    /**
     * {@return the folder}
     *
     * @param beside a class in the same package, or in the one that the name is relative to
     * @param name the folder's name, as {@link Class#getResource} takes it
     * @throws IllegalArgumentException if there is no such folder
     */
    static Path of(Class<?> beside, String name) {
        URL itself = beside.getResource(name);
        URL index = itself != null ? itself : beside.getResource(name + "/index.html");     // a jar may list files alone
        if (index == null) {
            Module module = beside.getModule();
            throw Misuse.argument("there is no folder \"" + name + "\" beside " + beside.getName() + " on the class"
                    + " path, with an index.html in it" + (module.isNamed() ? ", or its module does not open it: opens "
                    + beside.getPackageName() + " in its module-info.java" : ""));
        }
        try {
            Path path = path(index.toURI());
            return itself != null ? path : path.getParent();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw Misuse.argument("pages cannot be read from " + index + ": only from folders and jars", e);
        }
    }

    private static Path path(URI uri) {
        if (!uri.getScheme().equals("jar")) {
            return Path.of(uri);
        }
        String[] parts = uri.getRawSchemeSpecificPart().split("!", 2);
        FileSystem jar = JARS.computeIfAbsent(Path.of(URI.create(parts[0])), ClassPathFolder::open);
        return jar.getPath(URI.create(parts[1]).getPath());
    }

    private static FileSystem open(Path jar) {
        try {
            return FileSystems.newFileSystem(jar);
        } catch (IOException e) {
            throw Misuse.atCaller(new UncheckedIOException("the pages in " + jar + " cannot be read", e));
        }
    }
}
