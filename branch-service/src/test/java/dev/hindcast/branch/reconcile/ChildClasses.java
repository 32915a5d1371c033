package dev.hindcast.branch.reconcile;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The service's class path as jars: what the JVM's archive of loaded classes needs. */
final class ChildClasses {
  private ChildClasses() {}

  /** The class path of this test without the tests, folders packed into jars. */
  static String asJars(Path folder) throws IOException {
    var path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var jars = new ArrayList<String>();
    for (var entry : List.of(path.split(File.pathSeparator))) {
      var file = Path.of(entry);
      if (!Files.isDirectory(file)) {
        jars.add(entry);
      } else if (!file.endsWith("test-classes")) {
        var jar = folder.resolve(jars.size() + ".jar");
        pack(file, jar);
        jars.add(jar.toString());
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream target = Files.newOutputStream(jar);
        var out = new JarOutputStream(target);
        var files = Files.walk(classes)) {
      for (var source : files.filter(file -> !file.equals(classes)).sorted().toList()) {
        var name = classes.relativize(source).toString().replace(File.separatorChar, '/');
        if (Files.isDirectory(source)) {
          out.putNextEntry(new JarEntry(name + "/")); // beans are found by their folders
        } else {
          out.putNextEntry(new JarEntry(name));
          var _ = Files.copy(source, out);
        }
        out.closeEntry();
      }
    }
  }
}
