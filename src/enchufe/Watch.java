package enchufe;

import enchufe.serve.Reload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program and starts it again when its source, or a page or another source file beside it, changes:
 * {@code java -cp enchufe.jar enchufe.Watch Server.java}. Pages that load the server's client script reload themselves then. For
 * the time in which a program is written. Files that the program may write itself, such as a log, do not count.
 */
public final class Watch {
    private static final int LOOK_MILLIS = 300;
    private static final int STOP_SECONDS = 3;          // then the program is ended by force
    private static final int MAX_FILES = 2_000;
    private static final int USAGE = 2;
    /** What programs and pages are made of. */
    private static final Set<String> SOURCES = Set.of("java", "properties", "html", "htm", "css", "js", "mjs", "json", "svg", "png",
            "jpg", "jpeg", "gif", "webp", "ico");

    private final Path source;
    private final List<String> command;
    private Process program;

    private Watch(List<String> arguments) {
        source = Path.of(arguments.get(0));
        command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path")));
        command.addAll(arguments);
    }

    /**
     * Runs a program until this one is ended.
     *
     * @param arguments the source file with the program, then the program's own arguments
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 0 || !Files.isRegularFile(Path.of(arguments[0]))) {
            System.err.println(arguments.length == 0 ? "watch: name a source file: java -cp enchufe.jar enchufe.Watch Server.java"
                    : "watch: there is no file " + Path.of(arguments[0]).toAbsolutePath());
            System.exit(USAGE);
        }
        var watch = new Watch(List.of(arguments));
        Runtime.getRuntime().addShutdownHook(new Thread(watch::stop));
        watch.run();
    }

    private void run() throws InterruptedException {
        start();
        Map<Path, FileTime> before = files();
        while (true) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            Map<Path, FileTime> now = files();
            Path changed = changed(before, now);
            if (changed != null && now.equals(settled(now))) {
                before = now;
                System.err.println("watch: " + changed + " has changed, the program starts again");
                stop();
                start();
            }
        }
    }

    /** {@return the files as they are a little later: an editor may still be writing} */
    private Map<Path, FileTime> settled(Map<Path, FileTime> now) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS / 3);
        return files();
    }

    private synchronized void start() {
        try {
            var started = new ArrayList<>(command);
            started.add(1, "-D" + Reload.PROPERTY + "=" + System.nanoTime());      // other than that of the last start
            program = new ProcessBuilder(started).inheritIO().start();
            program.onExit().thenAccept(ended -> {
                if (ended == program) {
                    System.err.println("watch: the program has ended with status " + ended.exitValue()
                            + "; it starts again when a file changes");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("java cannot be started", e);
        }
    }

    private synchronized void stop() {
        Process old = program;
        program = null;
        if (old == null) {
            return;
        }
        old.destroy();
        try {
            if (!old.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                old.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            old.destroyForcibly();
        }
    }

    /** {@return the files beside the source and below, with the times of their last changes} */
    private Map<Path, FileTime> files() {
        var files = new HashMap<Path, FileTime>();
        Path folder = source.toAbsolutePath().getParent();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean watched = directory.equals(folder) || isWatched(directory);
                    return watched ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isSource(file)) {
                        files.put(file, attributes.lastModifiedTime());
                    }
                    return files.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && SOURCES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean isWatched(Path folder) {
        String name = folder.getFileName().toString();
        return !name.startsWith(".") && !name.equals("build") && !name.equals("target") && !name.equals("node_modules");
    }

    /** {@return a file that has changed, appeared or gone, relative to where this program was started; null if none has} */
    private static Path changed(Map<Path, FileTime> before, Map<Path, FileTime> now) {
        var all = new HashMap<>(before);
        all.putAll(now);
        for (Path file : all.keySet()) {
            if (!Objects.equals(before.get(file), now.get(file))) {
                return Path.of("").toAbsolutePath().relativize(file);
            }
        }
        return null;
    }
}
