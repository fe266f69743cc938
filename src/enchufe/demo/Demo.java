package enchufe.demo;

import enchufe.Options;
import enchufe.SocketIOServer;
import enchufe.serve.Binding;
import java.util.Objects;

/** The demonstration: {@code java -jar enchufe.jar [port]} starts a chat. */
public final class Demo {
    private static final String USAGE = """
            Usage: java -jar enchufe.jar [port]

            Starts a chat with rooms, and the inspector, which shows what goes over the wire; prints their URLs. The
            port is the argument, or the environment variable PORT, or 3000; 0 takes a free one.

              --help     prints this
              --version  prints the version

            To write a server of your own: java -cp enchufe.jar Server.java""";
    private static final int WRONG_CALL = 2;
    private static final int CANNOT_LISTEN = 1;

    private Demo() {}

    /**
     * Starts the demonstration.
     *
     * @param arguments a port, {@code --help}, {@code --version}, or nothing
     */
    public static void main(String[] arguments) {
        if (arguments.length > 1) {
            fail(WRONG_CALL, "one argument at most, the port; --help says more");
        } else if (arguments.length == 1 && arguments[0].matches("-h|--help")) {
            System.out.println(USAGE);
        } else if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println("Enchufe " + Objects.requireNonNullElse(Demo.class.getPackage().getImplementationVersion(),
                    "(a jar that was built without its version)"));
        } else {
            start(arguments);
        }
    }

    private static void start(String[] arguments) {
        try {
            int port = arguments.length == 1 ? Binding.portOf("the port", arguments[0])
                    : Binding.portOf("PORT", System.getenv("PORT"));
            var io = new SocketIOServer(new Options().announce(false).inspector("/inspect"));
            io.files("/", Demo.class, "web");
            Chat.install(io);
            io.listen(port);
            System.out.println("The chat is at http://localhost:" + io.port());
            System.out.println("What goes over the wire is at http://localhost:" + io.port() + "/inspect");
        } catch (IllegalArgumentException e) {
            fail(WRONG_CALL, e.getMessage());
        } catch (IllegalStateException e) {
            fail(CANNOT_LISTEN, e.getMessage());
        }
    }

    private static void fail(int status, String why) {
        System.err.println("enchufe: " + why);
        System.exit(status);
    }
}
