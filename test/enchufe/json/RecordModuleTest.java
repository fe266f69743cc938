package enchufe.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that live in a named module, compiled and loaded here. */
class RecordModuleTest {
    @TempDir
    private Path folder;

    private Class<?> recordOfModule(String directive) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/shop"));
        Path module = Files.writeString(folder.resolve("source/module-info.java"), "module shop { " + directive + " }");
        Path record = Files.writeString(source.resolve("Message.java"), """
                package shop;
                record Message(String text) {}""");
        Path classes = folder.resolve("classes");
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null,
                "-d", classes.toString(), module.toString(), record.toString());
        assertEquals(0, result);
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration()
                .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shop"));
        return boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
                .findLoader("shop").loadClass("shop.Message");
    }

    @Test
    void aClosedPackageIsRefusedWithTheLineThatOpensIt() throws Exception {
        Class<?> type = recordOfModule("");
        Module ours = JsonBinder.class.getModule();
        var e = assertThrows(IllegalArgumentException.class, () -> JsonBinder.bind(Map.of("text", "x"), type, "argument 0"));
        assertEquals("the record shop.Message cannot be read: its module shop does not open the package;"
                + " add this line to its module-info.java: opens shop" + (ours.isNamed() ? " to " + ours.getName() : "")
                + ";", e.getMessage());
    }

    @Test
    void anOpenPackageIsEnough() throws Exception {
        Class<?> type = recordOfModule("opens shop;");
        Object bound = JsonBinder.bind(Map.of("text", "x"), type, "argument 0");
        assertEquals("Message[text=x]", bound.toString());
        var out = new Utf8Buffer();
        new JsonWriter(out, (data, o) -> o.put("null")).write(bound);
        assertEquals("{\"text\":\"x\"}", out.toString());
    }
}
