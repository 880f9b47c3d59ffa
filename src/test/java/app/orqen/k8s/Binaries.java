package app.orqen.k8s;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** kubectl and helm: on Linux with amd64 those that a test dependency brings, elsewhere those of the PATH. */
final class Binaries {

  private static final String ARCHIVE =
      "/software/amazon/awscdk/cdk/lambdalayer/kubectl/v31/lambda-layer-kubectl-v31@2.0.0.jsii.tgz";
  private static final Path FOLDER = Path.of("target/k8s").toAbsolutePath();

  /**
   * What a program left behind.
   *
   * @param code its exit code
   * @param errors what it wrote on standard error
   */
  record Result(int code, String out, String errors) {}

  private Binaries() {}

  /** Runs kubectl or helm and waits for its end. */
  static Result run(String name, List<String> arguments) {
    try {
      List<String> command = new ArrayList<>(List.of(path(name)));
      command.addAll(arguments);
      Path errors = Files.createTempFile(name, ".log");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Result result = new Result(process.waitFor(), out, Files.readString(errors));
      Files.delete(errors);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException("There is no " + name + ": install kubectl 1.27 or later and helm 3.14 or later.", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized String path(String name) throws IOException {
    if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
      return name;
    }
    Path unpacked = FOLDER.resolve(name);
    if (Files.notExists(unpacked)) {
      unpack(name, unpacked);
    }
    return unpacked.toString();
  }

  private static void unpack(String name, Path to) throws IOException {
    try (InputStream archive = Binaries.class.getResourceAsStream(ARCHIVE);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(archive))) {
      for (TarArchiveEntry file = tar.getNextEntry(); file != null; file = tar.getNextEntry()) {
        if (file.getName().endsWith("/layer.zip")) {
          unzip(new ZipInputStream(tar), name + "/" + name, to);
          return;
        }
      }
    }
    throw new IOException("There is no layer in " + ARCHIVE);
  }

  private static void unzip(ZipInputStream zip, String name, Path to) throws IOException {
    for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
      if (file.getName().equals(name)) {
        Files.createDirectories(FOLDER);
        Path half = Files.createTempFile(FOLDER, to.getFileName().toString(), ".half");
        Files.copy(zip, half, StandardCopyOption.REPLACE_EXISTING);
        if (!half.toFile().setExecutable(true)) {
          throw new IOException(half + " can't be made executable");
        }
        Files.move(half, to, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
    throw new IOException("There is no " + name + " in the layer");
  }
}
