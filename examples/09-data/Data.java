import enchufe.SocketIOServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Objects, lists and bytes, in both directions. A Java record is an object in JavaScript, and byte[] is
 * binary data, which may be part of an object.
 *
 * Type: java -cp build/enchufe.jar examples/09-data/Data.java
 * See:  open http://localhost:3000 and add a book: the list comes back. Choose a small picture (less than 1
 *       MB): its bytes go to the server and come back.
 *
 * The tutorials call JSON.stringify before emit, and JSON.parse after it; Socket.IO does both itself.
 */
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
            socket.on("picture", Picture.class, picture -> {
                System.out.println(picture.name() + ": " + picture.bytes().length + " bytes");
                socket.emit("picture", picture);
            });
        });
        io.listen();
    }
}
