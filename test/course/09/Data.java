import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The exercise of lesson 09, done. It says which book is the oldest. */
public class Data {
    record Book(String title, int year, List<String> authors) {}

    record Picture(String name, byte[] bytes) {}

    /** Listeners of different sockets run at the same time: an ArrayList would break. */
    private static final List<Book> books = new CopyOnWriteArrayList<>();

    public static void main(String[] args) {
        books.add(new Book("Good Omens", 1990, List.of("Terry Pratchett", "Neil Gaiman")));

        var io = new SocketIOServer();
        io.files("/", Path.of("examples/09-data/web"));
        io.onConnection(socket -> {
            socket.emit("books", books);
            socket.on("book", Book.class, book -> {
                System.out.println(book);
                books.add(book);
                socket.emit("books", books);
            });
            socket.on("oldest", () -> {
                Book oldest = books.stream().min(Comparator.comparingInt(Book::year)).orElseThrow();
                socket.emit("oldest", oldest);
            });
            socket.on("picture", Picture.class, picture -> {
                System.out.println(picture.name() + ": " + picture.bytes().length + " bytes");
                socket.emit("picture", picture);
            });
        });
        io.listen();
    }
}
