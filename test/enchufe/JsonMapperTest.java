package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Classes that only the application's own library knows, here Jackson. */
class JsonMapperTest {
    /** What Java programs had before there were records. */
    public static class Person {
        private String name;
        private int age;

        public String getName() {
            return name;
        }

        public void setName(String value) {
            name = value;
        }

        public int getAge() {
            return age;
        }

        public void setAge(int value) {
            age = value;
        }

        static Person of(String name, int age) {
            var person = new Person();
            person.name = name;
            person.age = age;
            return person;
        }
    }

    record Team(Person boss, List<Person> others) {}

    record Point(int x, int y) {}

    /** Its getter fails. */
    public static class Broken {
        public String getName() {
            throw new IllegalStateException("broken");
        }
    }

    private SocketIOServer io;
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    private TestClient connect(Consumer<Socket> listener) {
        var jackson = new ObjectMapper();
        io = new SocketIOServer(new Options().json(new JsonMapper() {
            @Override
            public Object toValue(Object object) {
                return jackson.convertValue(object, Object.class);
            }

            @Override
            public <T> T fromValue(Object value, Class<T> type) {
                return jackson.convertValue(value, type);
            }
        }));
        io.onConnection(listener);
        io.listen(0);
        return TestClient.connect(io);
    }

    @Test
    void objectsAreSentAnywhereInTheArguments() {
        try (var client = connect(socket -> {
            socket.emit("person", Person.of("Ana", 7), List.of(Person.of("Bo", 8)), Map.of("x", Person.of("Cy", 9)));
            socket.emit("team", new Team(Person.of("Ana", 7), List.of()));
            io.emit("all", Person.of("Ana", 7));
            socket.on("ask", (args, ack) -> ack.send(Person.of("Di", 10)));
        })) {
            assertEquals("2[\"person\",{\"name\":\"Ana\",\"age\":7},[{\"name\":\"Bo\",\"age\":8}],{\"x\":{\"name\":\"Cy\",\"age\":9}}]",
                    client.next());
            assertEquals("2[\"team\",{\"boss\":{\"name\":\"Ana\",\"age\":7},\"others\":[]}]", client.next());
            assertEquals("2[\"all\",{\"name\":\"Ana\",\"age\":7}]", client.next());
            client.send("21[\"ask\"]");
            assertEquals("31[{\"name\":\"Di\",\"age\":10}]", client.next());
        }
    }

    @Test
    void listenersGetTheirClass() {
        try (var client = connect(socket -> {
            socket.on("person", Person.class, person -> seen.add(person.getName() + person.getAge()));
            socket.on("team", Team.class, team -> seen.add(team.boss().getName() + team.others().get(0).getName()));
            socket.on("point", Point.class, seen::add);
            socket.on("null", Person.class, person -> seen.add(person == null));
        })) {
            client.send("2[\"person\",{\"name\":\"Ana\",\"age\":7}]");
            client.send("2[\"team\",{\"boss\":{\"name\":\"Ana\"},\"others\":[{\"name\":\"Bo\"}]}]");
            client.send("2[\"point\",{\"x\":1,\"y\":2}]");
            client.send("2[\"null\",null]");
            assertEquals("Ana7", Soon.take(seen));
            assertEquals("AnaBo", Soon.take(seen));
            assertEquals(new Point(1, 2), Soon.take(seen));
            assertEquals(true, Soon.take(seen));
        }
    }

    @Test
    void whatTheMapperRefusesIsReported() {
        try (var log = new TestLog(); var client = connect(socket -> {
            socket.on("person", Person.class, person -> seen.add("called"));
            var error = assertThrows(IllegalArgumentException.class, () -> socket.emit("broken", new Broken()));
            seen.add(error.getMessage());
        })) {
            String message = Soon.take(seen).toString();
            assertTrue(message.startsWith("argument 0 of \"broken\": reading it failed: "), message);
            client.send("2[\"person\",{\"nom\":\"Ana\"}]");
            String line = log.next();
            assertTrue(line.startsWith("the listener of \"person\" could not take what came: argument 0 of \"person\": the mapper of"
                    + " Options.json refused it: "), line);
            assertTrue(seen.isEmpty());
        }
    }
}
